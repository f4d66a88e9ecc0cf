// The PIN pad: digits go into the field, the field empties after a wrong PIN.

const pad = document.getElementById("pad");
const pin = pad?.querySelector("[name=pin]");
const sends = document.querySelectorAll(".send");
const LENGTH = 6;

function ready() {
  const person = pad.querySelector("[name=number]:checked, [name=number][inputmode]");
  const waits = pin.value.length !== LENGTH || !person?.value;
  for (const send of sends) send.disabled = waits;
}

pad?.addEventListener("click", (tap) => {
  const key = tap.target.closest("[data-key]")?.dataset.key;
  if (key === "delete") pin.value = pin.value.slice(0, -1);
  else if (key && pin.value.length < LENGTH) pin.value += key;
  ready();
});
pad?.addEventListener("input", ready);
pad?.addEventListener("htmx:after:request", () => {
  pin.value = "";
  ready();
});

// A badge held before a lane of the kiosk chooses its owner; other machines have no lane.
const BADGE_MS = 700;
const people = pad?.querySelectorAll("[type=radio][name=number]");
async function choose() {
  if (document.hidden) return;
  const answer = await fetch("/sign-in/badge").catch(() => null);
  const { number } = answer?.ok ? await answer.json() : {};
  const person = number && [...people].find((one) => one.value === number);
  if (!person) return;
  person.checked = true;
  person.closest("label").scrollIntoView({ block: "nearest" });
  ready();
}
if (people?.length && location.protocol === "http:") setInterval(choose, BADGE_MS);
