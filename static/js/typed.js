// What is typed and not saved yet is kept, put back where they come again, and asked about before the page is left. It
// goes when the server says that the form was taken (the cookie `sent`). What a control shows is held against what the
// server drew.
import { drawer } from "./sealed.js";

const { person, typedKey } = document.body.dataset;
const store = drawer(`${person}.typed`, typedKey);
const SENDING = "sending";
const KINDS = /^(text|search|email|url|tel|number|date|time|radio|checkbox|textarea|select-one|select-multiple)$/;
const SECRET = /one-time-code|password/;
// Which version of the truth something was typed upon: put back with it, so that a clash is seen.
const STAMP = /(version|was|seen)$/;
const held = new WeakMap();     // what is shown from before, by form
const waiting = new Map();      // forms to send when the network is back, with the button that was pressed
let leaving = false;

const isTyped = (control) => control.name && KINDS.test(control.type) && !SECRET.test(control.autocomplete)
  && !control.matches(":disabled") && !control.readOnly;
const controls = (form) => [...form.elements].filter(isTyped);
const isKept = (form) => form.method === "post" && !form.matches("[data-paper], [data-sign-out], [data-not-kept]");
const forms = () => [...document.forms].filter(isKept);
const actionOf = (form) => new URL(form.getAttribute("action") || location.href, location.href);
const once = (form) => form.querySelector('input[name="once"]')?.value ?? "";

function isChanged(control) {
  if (control.type === "radio" || control.type === "checkbox") return control.checked !== control.defaultChecked;
  if (!control.options) return control.value !== control.defaultValue;
  const drawn = [...control.options].some((option) => option.defaultSelected);
  return [...control.options].some((option, at) => option.selected !== (drawn ? option.defaultSelected : at === 0 && !control.multiple));
}

// The same form is known again on another page, and after another row was added above it.
function nameOf(form) {
  const { pathname, search } = actionOf(form);
  const same = forms().filter((other) => actionOf(other).pathname === pathname && other.id === form.id);
  return [pathname + search, form.id, same.indexOf(form)].join(" ");
}

function valuesOf(form, name) {
  return controls(form).filter((control) => control.name === name).flatMap((control) => {
    if (control.type === "radio" || control.type === "checkbox") return control.checked ? [control.value] : [];
    return control.options ? [...control.selectedOptions].map((option) => option.value) : [control.value];
  });
}

function stamps(form) {
  const about = controls(form).filter(isChanged).map((control) => control.closest("[data-line], [data-slot]") ?? form);
  return [...form.querySelectorAll('input[type="hidden"]')]
    .filter((one) => STAMP.test(one.name) && about.some((part) => part.contains(one)));
}

const unsaved = (form) => controls(form).some(isChanged) || held.get(form)?.refused;

function keep(form) {
  const before = held.get(form);
  const names = new Set(controls(form).filter(isChanged).map((control) => control.name));
  if (before?.refused) for (const name of Object.keys(before.fields)) names.add(name);
  if (!names.size) return store.drop(nameOf(form));
  const fields = Object.fromEntries([...names].map((name) => [name, valuesOf(form, name)]));
  const upon = { ...before?.upon, ...Object.fromEntries(stamps(form).map((one) => [one.name, one.value])) };
  return store.put(nameOf(form), { fields, upon, once: once(form), at: Date.now() });
}

function announce(sentence) {
  document.dispatchEvent(new CustomEvent("announce", { detail: sentence }));
}

// One notice above each form: the last thing to say about it.
function say(form, sentence, button) {
  form.previousElementSibling?.matches("[data-typed]") && form.previousElementSibling.remove();
  if (!sentence) return;
  const notice = document.createElement("div");
  notice.className = "govuk-inset-text";
  notice.dataset.typed = "";
  notice.setAttribute("role", "status");
  const line = document.createElement("p");
  line.className = "govuk-body";
  line.textContent = sentence;
  notice.append(line);
  if (button) notice.append(button);
  form.before(notice);
  for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  announce(sentence);
}

function show(form, entry) {
  const drawn = Object.keys(entry.fields).every((name) => String(valuesOf(form, name)) === String(entry.fields[name]));
  if (drawn) {
    // A refused form is drawn with what was typed: it says itself what is wrong, and isn't saved yet.
    if (wasRefused()) held.set(form, { ...entry, refused: true });
    else store.drop(nameOf(form));
    return;
  }
  for (const name of Object.keys(entry.fields)) put(form, name, [...entry.fields[name]]);
  const old = new Map();
  for (const one of form.querySelectorAll('input[type="hidden"]')) {
    if (!(one.name in entry.upon)) continue;
    old.set(one, one.value);
    one.value = entry.upon[one.name];
  }
  held.set(form, { ...entry, old });
  const at = new Date(entry.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary govuk-!-margin-bottom-0";
  button.textContent = "Throw it away";
  button.addEventListener("click", () => throwAway(form));
  say(form, `What you typed here at ${at} isn’t saved yet.`, button);
}

function put(form, name, values) {
  for (const control of controls(form)) {
    if (control.name !== name) continue;
    if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
    else if (control.options) for (const option of control.options) option.selected = values.includes(option.value);
    else control.value = values.shift() ?? "";
  }
}

function throwAway(form) {
  for (const [one, value] of held.get(form).old) one.value = value;
  held.delete(form);
  form.reset();
  store.drop(nameOf(form));
  say(form, "");
  announce("Thrown away.");
  controls(form)[0]?.focus();
}

// What was saved without leaving the page is what the server would draw now; a box somebody types in isn't settled yet.
function settle(part) {
  for (const control of part.querySelectorAll("input, textarea, select")) {
    if (!isTyped(control) || (control === document.activeElement && !/radio|checkbox/.test(control.type))) continue;
    if (control.options) for (const option of control.options) option.defaultSelected = option.selected;
    else if (/radio|checkbox/.test(control.type)) control.defaultChecked = control.checked;
    else control.defaultValue = control.value;
  }
  const form = part.closest("form");
  if (!form) return;
  keep(form);
  if (!unsaved(form)) say(form, "");
}

const status = () => performance.getEntriesByType("navigation")[0]?.responseStatus || 200;
const wasRefused = () => status() >= 400 || document.querySelector(".govuk-error-summary, .govuk-error-message, #problems") !== null;

// The name of the form whose answer this page is, where it carries no token that the server could tell as taken.
function answered() {
  const form = sessionStorage.getItem(SENDING);
  sessionStorage.removeItem(SENDING);
  const arrived = performance.getEntriesByType("navigation")[0]?.type === "navigate" && document.referrer.startsWith(location.origin);
  return person && arrived && !wasRefused() ? form : null;
}

async function begin() {
  const saved = answered();
  await store.ready;
  const sent = /(?:^|; )sent=([^;]*)/.exec(document.cookie)?.[1].split(".") ?? [];
  for (const name of store.names()) {
    const token = store.get(name).once;
    if (token ? sent.includes(token) : name === saved) store.drop(name);
  }
  for (const form of forms()) {
    // What takes no more answers shows what is so; the rest is kept for when it does again.
    const entry = controls(form).length ? store.get(nameOf(form)) : null;
    if (entry) show(form, entry);
    else if (controls(form).some(isChanged)) keep(form);
  }
}

if (person) {
  for (const happened of ["input", "change"]) {
    document.addEventListener(happened, (event) => { if (event.target.form && isKept(event.target.form)) keep(event.target.form); });
  }
  document.addEventListener("saved", (event) => settle(event.target));
  window.htmx?.registerExtension("keep-typed", {
    htmx_before_morph_node: (element) => !(element.form && isKept(element.form) && isTyped(element) && isChanged(element)),
  });
  window.addEventListener("beforeunload", (event) => { if (!leaving && forms().some(unsaved)) event.preventDefault(); });
  window.addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("leaving", () => { leaving = true; });
  window.addEventListener("online", () => {
    for (const [form, button] of waiting) if (form.isConnected) form.requestSubmit(button?.isConnected ? button : null);
    waiting.clear();
  });
}
begin();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !isKept(form)) return;
  if (!navigator.onLine && !form.hasAttribute("hx-post")) {
    event.preventDefault();
    keep(form);
    waiting.set(form, event.submitter);
    say(form, "No connection: not saved yet. It is sent when the network is back.");
    return;
  }
  leaving = true;
  if (unsaved(form)) {
    keep(form);
    sessionStorage.setItem(SENDING, nameOf(form));
  }
});
