// The registration form: kept while it is filled in, found again, signed.
// The kiosk keeps it encrypted; the key is a cookie that this script cannot read.
import SignaturePad from "/static/vendor/signature_pad.min.js";
import { fit, strokes } from "/static/strokes.js";

const KEEP_AFTER_MS = 600; // of quiet
const WITH_CHARACTERS = ["hk-macau-permit", "passport", "foreign-resident"];

const live = document.getElementById("live");
const message = document.getElementById("message");
const { lane } = document.body.dataset;
const theForm = () => live.querySelector("form.registration");

let passage = null; // whose form is open
let kept = { passage: null, fields: {} }; // of the last form, for when it opens again
let draft = null; // of a passage that is over: the service was started anew
let earlier = ""; // HTML of the offer to take today's form
let wrong = new Set();
let keepTimer = 0;
let ended = null; // whose form this device sent or gave up

const filled = (form) => Object.fromEntries([...new FormData(form)].filter(([, text]) => text));
const post = (path, form) => fetch(`${lane}/${path}`, { method: "POST", body: new URLSearchParams(new FormData(form)) });

function fill(form, fields) {
  for (const [name, text] of Object.entries(fields)) {
    if (name === "passage") continue;
    for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (["radio", "checkbox"].includes(input.type)) input.checked = input.value === text;
      else input.value = text;
    }
  }
}

// The panel may be drawn anew at any moment: what is not in its HTML is put back here.
function draw(form) {
  const { elements } = form;
  const again = elements.earlier.value === "yes";
  form.classList.toggle("as-today", again);
  const offers = form.querySelector(".offers");
  offers.innerHTML = again ? "" : earlier;
  if (draft && !again) {
    const resume = document.createElement("button");
    Object.assign(resume, { type: "button", className: "offer", textContent: draft.said });
    resume.dataset.take = "draft";
    offers.append(resume);
  }
  for (const part of form.querySelectorAll("[data-field]")) {
    part.toggleAttribute("data-wrong", wrong.has(part.dataset.field));
  }
  const sign = form.querySelector(".sign");
  if (sign) {
    const reason = elements.unsigned.value && document.querySelector(`[data-sign="${elements.unsigned.value}"]`);
    sign.textContent = reason ? reason.textContent : elements.signature.value ? sign.dataset.signed : sign.dataset.unsigned;
  }
  const number = elements.id_number;
  if (number) {
    const letters = WITH_CHARACTERS.includes(elements.document?.value);
    number.inputMode = letters ? "text" : "none";
    number.closest("label").hidden = elements.document?.value === "none";
  }
}

async function begin(form) {
  wrong = new Set();
  draft = null;
  earlier = "";
  if (kept.passage === passage) fill(form, kept.fields);
  else {
    kept = { passage, fields: {} };
    const found = await fetch(`${lane}/draft`).then((answer) => answer.json(), () => ({}));
    if (theForm() !== form) return;
    if (found.passage === passage) fill(form, found.fields);
    else if (found.fields) draft = found;
  }
  draw(form);
  askEarlier(form);
}

async function askEarlier(form) {
  const answer = await post("earlier", form).catch(() => null);
  if (!answer?.ok || theForm() !== form) return;
  earlier = await answer.text();
  draw(form);
}

async function proposeDomicile(form) {
  const { domicile } = form.elements;
  if (!domicile || domicile.value) return;
  const found = await post("domicile", form).then((answer) => (answer.ok ? answer.json() : {}), () => ({}));
  if (theForm() !== form || domicile.value || !found.domicile) return;
  domicile.value = found.domicile;
  changed(form);
}

function keep() {
  clearTimeout(keepTimer);
  fetch(`${lane}/draft`, { method: "POST", body: new URLSearchParams(kept.fields) }).catch(() => {});
}

function changed(form) {
  kept = { passage, fields: filled(form) };
  clearTimeout(keepTimer);
  keepTimer = setTimeout(keep, KEEP_AFTER_MS);
}

// Another device sent or gave up this person's form: nothing that was typed here is lost.
function closedElsewhere() {
  const { passage: now } = document.getElementById("panel").dataset;
  if (now === passage || ended === passage || kept.fields.passage !== passage) return;
  keep();
  message.replaceChildren(document.getElementById("closed-elsewhere").content.cloneNode(true));
}

function refresh() {
  const form = theForm();
  const now = form?.dataset.passage ?? null;
  if (now !== passage) {
    if (passage) closedElsewhere();
    passage = now;
    clearTimeout(keepTimer);
    if (form) begin(form);
  }
  if (form) draw(form);
}
live.addEventListener("htmx:after:swap", refresh);

live.addEventListener("input", (event) => {
  if (event.target.form === theForm()) changed(event.target.form);
});
live.addEventListener("change", (event) => {
  const form = theForm();
  if (!form || event.target.form !== form) return;
  wrong.delete(event.target.name);
  changed(form);
  draw(form);
  if (["phone", "id_number"].includes(event.target.name)) askEarlier(form);
  if (event.target.name === "id_number") proposeDomicile(form);
});
live.addEventListener("pointerdown", (tap) => {
  // What is wrong has been read, and it covers the fields.
  if (tap.target.closest(".registration") && !tap.target.closest(".send")) message.replaceChildren();
});
live.addEventListener("submit", (event) => {
  if (event.target === theForm()) ended = passage;
}, true);
live.addEventListener("click", (tap) => {
  const form = theForm();
  if (tap.target.closest("#next")) ended = passage;
  const taken = tap.target.closest("[data-take]");
  if (taken?.dataset.take === "earlier") form.elements.earlier.value = "yes";
  if (taken?.dataset.take === "draft") {
    fill(form, draft.fields);
    draft = null;
  }
  if (taken) {
    changed(form);
    draw(form);
  }
  if (tap.target.closest(".sign")) openPad(form);
});

new MutationObserver(() => {
  const fields = message.querySelector("[data-fields]")?.dataset.fields;
  if (!fields) return;
  ended = null; // it was refused
  wrong = new Set(fields.split(" "));
  const form = theForm();
  if (!form) return;
  draw(form);
  form.querySelector("[data-wrong]")?.scrollIntoView({ block: "nearest" });
}).observe(message, { childList: true });

// --- the signature: strokes as numbers, see kiosk/core/registration/signature.py -------
const dialog = document.getElementById("sign");
const canvas = document.getElementById("sign-pad");
const pad = new SignaturePad(canvas, { minWidth: 2, maxWidth: 5, minDistance: 3, penColor: "#111" });

function openPad(form) {
  document.getElementById("sign-name").textContent = form.elements.name?.value ?? "";
  dialog.showModal();
  fit(canvas);
  pad.clear();
}

dialog.addEventListener("click", (tap) => {
  const act = tap.target.closest("[data-sign]")?.dataset.sign;
  const form = theForm();
  if (!act || act === "clear") {
    if (act) pad.clear();
    return;
  }
  const signed = act === "done" && !pad.isEmpty() ? strokes(pad, canvas) : "";
  dialog.close(); // a closed canvas has no size
  if (act === "cancel" || !form) return;
  form.elements.signature.value = signed;
  form.elements.unsigned.value = act === "done" ? "" : act;
  wrong.delete("signature");
  changed(form);
  draw(form);
});

refresh();
