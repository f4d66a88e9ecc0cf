// The incidents page: of two quick taps on how one ended, the second does not end the
// next one, which has moved under the finger.

const LATE_TAP_MS = 700;
const list = () => document.getElementById("list");
const shown = () => [...list().querySelectorAll(".incident")].map((card) => card.id).join();

let before = shown();
let movedAt = -Infinity;

document.addEventListener("htmx:after:swap", () => {
  if (shown() === before) return;
  before = shown();
  movedAt = performance.now();
  if (!list().querySelector(".incident[open]")) list().querySelector(".incident")?.setAttribute("open", "");
});
document.addEventListener("click", (tap) => {
  if (performance.now() - movedAt > LATE_TAP_MS || !tap.target.closest("#list button")) return;
  tap.preventDefault();
  tap.stopImmediatePropagation();
}, true);
