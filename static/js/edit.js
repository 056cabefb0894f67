// Saves each field of a draft as somebody leaves it, or rests while typing. Without this file the page's Save button
// does the same. A field sends itself alone, with the mark of what it said when it was last drawn.
const REST = 4_000;
const AGAIN = 4_000;
const FAR = "Not saved: there is no connection. It will be tried again when it is back.";
const OUT = "Not saved: you are signed out. Sign in again in another tab, then press Save.";
const WRONG = "Not saved: something went wrong. What you typed is still here; press Save.";

const slotOf = (node) => node.closest?.("[data-slot]");
const state = (slot) => slot.querySelector("[data-state]");
const controls = (slot) => [...slot.querySelectorAll("input[name], textarea[name], select[name]")]
  .filter((control) => control.type !== "hidden");
const words = (slot) => JSON.stringify(controls(slot).map((one) => (one.type === "checkbox" ? one.checked : one.value)));
const kept = new WeakMap();
const busy = new WeakSet();
const timers = new WeakMap();
const unsaved = new Set();

function announce(sentence) {
  document.dispatchEvent(new CustomEvent("announce", { detail: sentence }));
}

function say(slot, sentence) {
  state(slot).querySelectorAll("p").forEach((line) => line.remove());
  const line = document.createElement("p");
  line.className = "govuk-error-message";
  line.textContent = sentence;
  state(slot).append(line);
  announce(sentence);
}

function changed(slot) {
  return words(slot) !== kept.get(slot);
}

async function save(slot) {
  clearTimeout(timers.get(slot));
  if (busy.has(slot) || !changed(slot) || slot.querySelector("[data-clash]")) return;
  const form = slot.closest("form");
  const sent = words(slot);
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const one of controls(slot)) if (one.type !== "checkbox" || one.checked) body.set(one.name, one.value);
  for (const one of state(slot).querySelectorAll('input[type="hidden"]')) body.set(one.name, one.value);
  busy.add(slot);
  unsaved.add(slot);
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body, redirect: "follow" });
    if (answer.redirected || ![200, 409, 422].includes(answer.status)) {
      say(slot, answer.redirected ? OUT : WRONG);
      return;
    }
    settle(slot, await answer.text(), answer.status, sent);
  } catch {
    say(slot, FAR);
    timers.set(slot, setTimeout(save, AGAIN, slot));
  } finally {
    busy.delete(slot);
  }
  if (changed(slot) && !timers.has(slot)) save(slot);
}

// The answer holds the field's new mark and what to say; what stands in the box stays as it is.
function settle(slot, html, status, sent) {
  timers.delete(slot);
  state(slot).innerHTML = html;
  if (status === 200) {
    kept.set(slot, sent);
    if (changed(slot)) save(slot);
    else {
      unsaved.delete(slot);
      slot.dispatchEvent(new Event("saved", { bubbles: true }));
    }
    announce(state(slot).querySelector(".app-saved")?.textContent ?? "Saved");
  } else {
    if (status === 422) kept.set(slot, sent);
    announce(state(slot).querySelector(".app-unsaved strong, .govuk-error-message, .app-unsaved")?.textContent ?? WRONG);
  }
}

for (const slot of document.querySelectorAll("form[data-autosave] [data-slot]")) {
  // What came back refused differs from what is kept, whatever its box says.
  kept.set(slot, slot.querySelector("[data-clash], .govuk-form-group--error") ? "" : words(slot));
  slot.addEventListener("change", () => save(slot));
  slot.addEventListener("input", () => {
    unsaved.add(slot);
    clearTimeout(timers.get(slot));
    timers.set(slot, setTimeout(save, REST, slot));
  });
}

window.addEventListener("online", () => unsaved.forEach((slot) => save(slot)));
let leaving = false;
document.addEventListener("submit", () => { leaving = true; });
window.addEventListener("beforeunload", (event) => {
  if (!leaving && [...unsaved].some(changed)) event.preventDefault();
});

// A tree's rows by the keyboard: Alt and an arrow presses the button of that name, and the focus stays on the row.
const ARROWS = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };
document.addEventListener("keydown", (event) => {
  const row = event.altKey && ARROWS[event.key] ? event.target.closest?.("[data-tree] [data-row]") : null;
  if (!row) return;
  event.preventDefault();
  const button = row.querySelector(`[data-move="${ARROWS[event.key]}"]`);
  button.focus();
  button.click();
});

let pressed = null;
document.addEventListener("htmx:before:request", (event) => {
  const form = event.detail.ctx?.sourceElement;
  if (form?.id === "tree-form") pressed = document.activeElement?.id;
});
document.addEventListener("htmx:after:swap", () => {
  const said = document.querySelector("#tree [data-announce]");
  if (!said || !pressed) return;
  announce(said.dataset.announce);
  const button = document.getElementById(pressed);
  button?.focus();
  button?.scrollIntoView({ block: "nearest" });
  pressed = null;
});

// Splitting where the cursor stands, counted as the server counts: one for each character, however it is stored.
const form = document.querySelector("form[data-split]");
const atCursor = form?.querySelector("[data-at-cursor]");
if (atCursor) {
  atCursor.hidden = false;
  atCursor.addEventListener("click", () => {
    const text = form.elements.text;
    form.elements.at.value = [...text.value.slice(0, text.selectionStart)].length;
  });
}
