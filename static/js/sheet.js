// Saves a line of the scoring sheet as it changes. Without this file the sheet's own Save button does the same.
// A line sends its own fields only, at the version it has when its turn comes: a quick second choice waits for the
// first one's answer, and must not look like somebody else's.
const fieldsOf = (line) => line.querySelectorAll("input[name], textarea[name]");

// While a clash stands, only its own two buttons settle it. A change that waited for its turn meanwhile, or a note left
// half typed, is sent as of a version that nothing has: it is refused again, and the line shows it beside theirs.
const NEVER = "999999999";
const clashes = (line) => line.querySelector('[id^="clash-"]') !== null;

const lineOf = (event) => event.detail?.ctx?.sourceElement?.closest?.("[data-line]");

function say(line, sentence, wrong) {
  const status = line.querySelector(".app-judge__status");
  if (!status) return;
  status.textContent = sentence;
  status.classList.toggle("app-judge__status--wrong", wrong);
  if (wrong) announce(sentence);
}

function announce(sentence) {
  document.dispatchEvent(new CustomEvent("announce", { detail: sentence }));
}

document.addEventListener("htmx:config:request", (event) => {
  const line = lineOf(event);
  if (!line) return;
  const own = new Set([...fieldsOf(line)].map((field) => field.name));
  const body = event.detail.ctx.request.body;
  for (const name of [...body.keys()]) {
    if (!own.has(name) && name !== "csrfmiddlewaretoken") body.delete(name);
  }
  say(line, "Saving…", false);
});

document.addEventListener("htmx:before:request", (event) => {
  const line = lineOf(event);
  if (!line) return;
  const version = line.querySelector('input[name$="-version"]');
  event.detail.ctx.request.body.set(version.name, clashes(line) ? version.value.replace(/[1-9]\d*/g, NEVER) : version.value);
});

// Signed out, or not allowed any more: the answer must stay on the page instead of being replaced by a sign-in form.
document.addEventListener("htmx:before:response", (event) => {
  const line = lineOf(event);
  if (!line) return;
  const { raw, status } = event.detail.ctx.response;
  if (!raw.redirected && (status === 200 || status === 409)) return;
  event.preventDefault();
  line.dataset.unsaved = "refused";
  say(line, raw.redirected
    ? "Not saved: you are signed out. Sign in again in another tab, then press Save below."
    : "Not saved: something went wrong. What you chose is still here; press Save below.", true);
});

document.addEventListener("htmx:after:swap", (event) => {
  const line = lineOf(event);
  if (!line) return;
  delete line.dataset.unsaved;
  if (line.classList.contains("app-judge--stopped")) {
    line.dataset.unsaved = "stopped";
    announce(line.querySelector(".app-unsaved p, p.app-unsaved")?.textContent.trim() ?? "Not saved.");
  } else {
    announce("Saved");
    line.dispatchEvent(new Event("saved", { bubbles: true }));
  }
});

// No connection: the browser says when its network is back, but not when a server is, so it is also tried in between.
const TRY_AGAIN_AFTER = 4000;
let trying = 0;

document.addEventListener("htmx:error", (event) => {
  const line = lineOf(event);
  if (!line) return;
  line.dataset.unsaved = "away";
  say(line, "Not saved: there is no connection. It will be tried again when it is back.", true);
  clearTimeout(trying);
  trying = setTimeout(tryAgain, TRY_AGAIN_AFTER);
});

function tryAgain() {
  for (const line of document.querySelectorAll('[data-unsaved="away"]')) {
    line.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

window.addEventListener("online", tryAgain);

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("[data-unsaved]") && !leaving) event.preventDefault();
});

// The sheet's own Save would leave the page for the browser's "no internet", and with it what was typed.
let leaving = false;
document.getElementById("sheet")?.addEventListener("submit", (event) => {
  leaving = navigator.onLine;
  if (leaving) return;
  event.preventDefault();
  announce("Not saved: there is no connection.");
});
