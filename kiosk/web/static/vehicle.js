// The plate pad: which keys make sense next, what the plate is so far. It only helps;
// whether it is a plate is for the kiosk to say.

const sheet = document.getElementById("sheet");
const LONGEST = 8;
const LONGEST_COPY = 14; // 其他 and what stands on it

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
  const copied = shape === "other" || plate === "其他";
  input().inputMode = copied ? "text" : "none"; // anything may stand on it
  // 武警: after WJ comes a province.
  const shown = keys ?? (plate === "" || plate === "WJ" ? "start" : "rest");
  for (const grid of form().querySelectorAll("[data-keys]")) grid.hidden = grid.dataset.keys !== shown;
  // After the province comes a letter; the ends come last.
  const first = plate.length === 1 && /\p{Script=Han}/u.test(plate) && plate !== "使";
  const ended = !copied && (plate.length >= LONGEST || shape === "none" || /[警学挂港澳领急]$/.test(plate));
  const full = ended || plate.length >= LONGEST_COPY;
  for (const key of form().querySelectorAll("[data-sort]")) {
    const { sort } = key.dataset;
    key.disabled = full || (first && sort !== "letter") || (sort === "end" && !copied && plate.length < 6);
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
  const { plate, plateOther, plateNone, step: by, show } = button.dataset;
  if (plate !== undefined) input().value = tidy(input().value) + plate;
  if ("plateDelete" in button.dataset) input().value = tidy(input().value).replace(/(?:应急|民航|其他|无牌|.)$/u, "");
  if (plateOther) input().value = plateOther + tidy(input().value).replace(/^(?:其他|无牌)/u, "");
  if (plateNone) input().value = plateNone;
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
