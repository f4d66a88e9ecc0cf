// The volunteer screen's own small part: sound, keypad, clock, picture, the guard
// against taps that come too late, and saying so when the kiosk is out of reach.
// Everything else is HTML from the kiosk, swapped in by htmx.

const LOST_AFTER_MS = 6000; // three missed signs of life
const RELOAD_AFTER_MS = 12000; // the stream did not mend itself
const LATE_TAP_MS = 350; // nobody reads a new person's panel faster
const MESSAGE_MS = 6000;

const byId = (id) => document.getElementById(id);
const screen = document.body;
const live = byId("live");
const panel = () => byId("panel").dataset;

// --- sound ---------------------------------------------------------------------
// Each verdict has its own rhythm and direction, so that it can be told apart in a
// street without looking: [Hz, seconds] pairs, 0 Hz is silence.
const RHYTHMS = {
  read: [[1500, 0.07]],
  allow: [[880, 0.1], [0, 0.04], [1320, 0.25]],
  register: [[740, 0.12], [0, 0.1], [740, 0.12], [0, 0.1], [740, 0.12]],
  refuse: [[330, 0.4], [0, 0.12], [247, 0.6]],
  hold: [[990, 0.15], [620, 0.15], [990, 0.15], [620, 0.15], [990, 0.15], [620, 0.15], [990, 0.15], [620, 0.3]],
  unrecorded: [[220, 0.7], [0, 0.2], [220, 0.7], [0, 0.2], [220, 0.7]],
};
const VERDICTS = ["allow", "register", "refuse", "hold"];
const audio = new AudioContext();

function play(tone) {
  screen.dataset.sound = tone;
  if (audio.state !== "running") return;
  let at = audio.currentTime + 0.02;
  for (const [hertz, seconds] of RHYTHMS[tone]) {
    if (hertz) {
      const voice = audio.createOscillator();
      const volume = audio.createGain();
      voice.type = "square";
      voice.frequency.value = hertz;
      volume.gain.setValueAtTime(0.3, at);
      volume.gain.setValueAtTime(0.3, at + seconds - 0.02);
      volume.gain.linearRampToValueAtTime(0, at + seconds);
      voice.connect(volume).connect(audio.destination);
      voice.start(at);
      voice.stop(at + seconds);
    }
    at += seconds;
  }
}

function hintSound() {
  byId("sound").hidden = audio.state === "running";
}
audio.addEventListener("statechange", hintSound);
document.addEventListener("pointerup", () => audio.resume());
hintSound();

// --- a panel arrived ---------------------------------------------------------------
let person = panel().passage;
let shownState = panel().state;
let lateTimer = 0;
let announced = "";

function arrived() {
  const { passage, state, tone, code } = panel();
  if (state !== shownState) scrollTo(0, 0); // a phone that scrolled down a form
  shownState = state;
  if (passage !== person) {
    person = passage;
    screen.dataset.late = "";
    clearTimeout(lateTimer);
    lateTimer = setTimeout(() => delete screen.dataset.late, LATE_TAP_MS);
    closeDialogs();
  }
  const sound = tone in RHYTHMS ? tone : code && "read";
  const news = `${passage} ${sound}`;
  if (news === announced) return;
  announced = news;
  if (sound) play(sound);
  // After the next frame is on the screen, not when the HTML is in place.
  if (VERDICTS.includes(tone)) requestAnimationFrame(() => requestAnimationFrame(() => tellShown(passage)));
}

function tellShown(passage) {
  const body = new URLSearchParams({ passage });
  fetch(`${screen.dataset.lane}/shown`, { method: "POST", body, keepalive: true }).catch(() => {});
}

// --- taps meant for the person before ----------------------------------------------
let pressedFor = null;
document.addEventListener("pointerdown", () => { pressedFor = panel().passage; }, true);
document.addEventListener("click", (tap) => {
  if (!tap.target.closest("#bar, #questions, .registration")) return;
  if (tap.target.closest("#emergency")) return; // meant for no person, and never late
  const other = tap.pointerType && pressedFor !== panel().passage;
  if (other || "late" in screen.dataset) {
    tap.preventDefault();
    tap.stopImmediatePropagation();
  }
}, true);

// --- messages ------------------------------------------------------------------------
const message = byId("message");
let messageTimer = 0;
new MutationObserver(() => {
  clearTimeout(messageTimer);
  if (message.querySelector(":scope > :not([data-stays])")) messageTimer = setTimeout(() => message.replaceChildren(), MESSAGE_MS);
}).observe(message, { childList: true });
// Whoever taps on has read it: it never lies over the keys of the next try.
document.addEventListener("click", () => message.replaceChildren(), true);

document.addEventListener("htmx:error", (event) => {
  if (event.target === live || event.target.id === "status") return;
  message.replaceChildren(byId("not-sent").content.cloneNode(true));
});

// --- keypad: temperature for the kiosk, digits for the form ----------------------------
const keypad = byId("keypad");
const LENGTHS = { temperature: [2, 3], phone: [5, 16], host_phone: [5, 16], id_number: [15, 18], household: [1, 20] };
const EXTRA = { temperature: "", phone: "+", host_phone: "+", id_number: "X", household: "-" };
let typed = "";
let field = null;

function openKeypad(mode, input = null) {
  keypad.dataset.mode = mode;
  for (const title of keypad.querySelectorAll("h2")) title.classList.toggle("now", title.dataset.mode === mode);
  byId("keypad-extra").dataset.key = byId("keypad-extra").textContent = EXTRA[mode];
  field = input;
  typed = input ? input.value : "";
  byId("keypad-passage").value = panel().passage;
  drawKeypad();
  keypad.showModal();
}

function closeKeypad() {
  if (keypad.open) keypad.close();
}

function closeDialogs() {
  for (const dialog of document.querySelectorAll("dialog[open]:not([data-stays])")) dialog.close();
}

function asCelsius(digits) { // 365 is 36.5: three taps, no point to hit
  return digits.length < 3 ? digits : `${digits.slice(0, 2)}.${digits.slice(2)}`;
}

function drawKeypad() {
  const mode = keypad.dataset.mode;
  const [least] = LENGTHS[mode];
  byId("keypad-text").value = mode === "temperature" ? asCelsius(typed) || "--.-" : typed;
  byId("keypad-confirm").disabled = typed.length < least && !(field && typed === "");
}

function press(key) {
  const [, most] = LENGTHS[keypad.dataset.mode];
  if (key === "delete") typed = typed.slice(0, -1);
  else if (typed.length < most) typed += key;
  drawKeypad();
}

keypad.addEventListener("click", (tap) => {
  const key = tap.target.closest("[data-key]")?.dataset.key; // "" is the hidden one
  if (key === "cancel") closeKeypad();
  else if (key) press(key);
});
keypad.addEventListener("keydown", (event) => {
  const key = event.key.toUpperCase();
  if (/^[0-9]$/.test(key) || (key && key === EXTRA[keypad.dataset.mode])) press(key);
  else if (event.key === "Backspace") press("delete");
});
byId("keypad-form").addEventListener("submit", (event) => {
  if (field) { // the digits go into the registration form, not to the kiosk yet
    event.stopImmediatePropagation();
    event.preventDefault();
    field.value = typed;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  } else {
    byId("keypad-celsius").value = asCelsius(typed);
  }
  closeKeypad();
}, true);
live.addEventListener("click", (tap) => {
  if (tap.target.closest("#measure")) openKeypad("temperature");
  const input = tap.target.closest("[data-keypad]");
  if (input && input.inputMode === "none") openKeypad(input.dataset.keypad, input);
});

// --- dialogs of people without a pass: sent for whoever is on the screen when they open --
document.addEventListener("click", (tap) => {
  const opens = tap.target.closest("[data-opens]")?.dataset.opens;
  if (opens || tap.target.closest("[data-close]")) closeDialogs();
  if (!opens) return;
  const form = byId(opens).querySelector("form");
  form.reset();
  form.querySelector("[data-passage]").value = panel().passage;
  byId(opens).showModal();
});
for (const id of ["who-form", "goods-form"]) byId(id).addEventListener("submit", closeDialogs, true);

// --- clock: the kiosk's time, not this device's ------------------------------------------
const CHINA = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
let clockAhead = null; // ms, unknown before the first sign of life
function drawClock() {
  if (clockAhead === null) return;
  const now = new Date(Date.now() + clockAhead);
  byId("clock").textContent = CHINA.format(now);
}

// --- picture -------------------------------------------------------------------------------
const picture = byId("picture"); // null where the camera is another lane's
function watch() {
  if (document.hidden) picture?.removeAttribute("src");
  else if (picture) picture.src = `${picture.dataset.src}?${Date.now()}`;
}
picture?.addEventListener("error", () => {
  picture.removeAttribute("src");
  if (!document.hidden) setTimeout(watch, 5000);
});

// --- the link to the kiosk ---------------------------------------------------------------
let heardAt = performance.now();

function heard() {
  heardAt = performance.now();
  if (byId("lost").hidden) return;
  byId("lost").hidden = true;
  watch();
}

function lose() {
  closeDialogs();
  byId("lost").hidden = false;
}

live.addEventListener("beat", (event) => {
  clockAhead = Number(event.detail.data) - Date.now();
  drawClock();
  heard();
  if (byId("boot").dataset.boot !== screen.dataset.boot) location.reload();
});
live.addEventListener("htmx:after:swap", (event) => {
  if (event.target !== live) return;
  heard();
  arrived();
});
live.addEventListener("htmx:sse:error", lose);

const SHOUT_MS = 5000;
setInterval(() => { // an emergency vehicle's record is not written, or its gate shut
  if (document.querySelector("#emergencies[data-owed]")) play("unrecorded");
}, SHOUT_MS);

setInterval(() => {
  drawClock();
  const silent = performance.now() - heardAt;
  if (silent > LOST_AFTER_MS) lose();
  if (silent > RELOAD_AFTER_MS) {
    fetch("/healthz").then((answer) => { if (answer.ok) location.reload(); }, () => {});
  }
}, 1000);
document.addEventListener("visibilitychange", () => {
  heardAt = performance.now(); // htmx pauses the stream of a hidden page
  watch();
});
// Not earlier: the picture never ends, and would keep the page "loading" for ever.
addEventListener("load", watch);
arrived();
