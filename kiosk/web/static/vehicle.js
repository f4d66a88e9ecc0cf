// The plate pad: which keys make sense next, what the plate is so far. It only helps;
// whether it is a plate is for the kiosk to say.

const sheet = document.getElementById("sheet");
const LONGEST = 8;

const form = () => sheet.querySelector(".vehicle form");
const input = () => form().elements.plate;
const tidy = (text) => text.replace(/[\s·•.\-]/g, "").toUpperCase();

function shapeOf(plate, shapes) {
  const found = Object.entries(shapes).find(([, shape]) => new RegExp(`^(?:${shape})$`, "u").test(plate));
  return found ? found[0] : "";
}

function draw(keys = null) {
  const plate = tidy(input().value);
  const help = form().querySelector(".plate-help");
  const shape = shapeOf(plate, JSON.parse(help.dataset.shapes));
  const going = plate.length < 7 ? "going" : "wrong";
  const said = shape || (plate ? going : "empty");
  for (const line of help.children) line.hidden = line.dataset.said !== said;
  help.dataset.said = said;
  form().querySelector(".plate").dataset.shape = shape;
  const shown = keys ?? (plate ? "rest" : "start");
  for (const grid of form().querySelectorAll("[data-keys]")) grid.hidden = grid.dataset.keys !== shown;
  // After the province comes a letter; the ends come last.
  const first = plate.length === 1 && /\p{Script=Han}/u.test(plate) && plate !== "使";
  for (const key of form().querySelectorAll('[data-keys="rest"] [data-sort]')) {
    const { sort } = key.dataset;
    const full = plate.length >= LONGEST || /[警学挂港澳领急]$/.test(plate);
    key.disabled = full || (first && sort !== "letter") || (sort === "end" && plate.length < 6);
  }
}

function step(button) {
  const count = button.closest(".count");
  const box = count.querySelector("input");
  const value = (Number.parseInt(box.value, 10) || 0) + Number(button.dataset.step);
  box.value = Math.min(Math.max(value, 1), Number(count.dataset.largest));
}

sheet.addEventListener("click", (tap) => {
  const button = tap.target.closest(".vehicle button");
  if (!button) return;
  const { plate, step: by, show } = button.dataset;
  if (plate !== undefined) input().value = tidy(input().value) + plate;
  if ("plateDelete" in button.dataset) input().value = tidy(input().value).replace(/应急$|.$/u, "");
  if (by !== undefined) step(button);
  if ("closeSheet" in button.dataset) return sheet.replaceChildren();
  if (button.type === "button") draw(show);
});
sheet.addEventListener("input", (event) => {
  if (event.target.closest(".vehicle [name=plate]")) draw();
});
sheet.addEventListener("submit", (event) => {
  const passage = event.target.querySelector("[data-passage-now]");
  // Whoever stepped up while the plate was typed came in this vehicle.
  if (passage) passage.value = document.getElementById("panel").dataset.passage;
}, true);
new MutationObserver(() => form() && draw()).observe(sheet, { childList: true });
