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
