// The handover: an optional signature beside the PIN.
import SignaturePad from "/static/vendor/signature_pad.min.js";
import { fit, strokes } from "/static/strokes.js";

const form = document.getElementById("pad");
const button = document.getElementById("draw");
const dialog = document.getElementById("sign");
const canvas = document.getElementById("sign-pad");
const pad = new SignaturePad(canvas, { minWidth: 2, maxWidth: 5, minDistance: 3, penColor: "#111" });
const unsigned = button?.textContent;

button?.addEventListener("click", () => {
  dialog.showModal();
  fit(canvas);
  pad.clear();
});

dialog.addEventListener("click", (tap) => {
  const act = tap.target.closest("[data-sign]")?.dataset.sign;
  if (act === "clear") pad.clear();
  if (act === "done") {
    const drawn = pad.isEmpty() ? "" : strokes(pad, canvas);
    form.elements.signature.value = drawn;
    button.textContent = drawn ? button.dataset.signed : unsigned;
  }
  if (act === "done" || act === "cancel") dialog.close();
});
