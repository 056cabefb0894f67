// A seat's own part: sends a vote without leaving the page, keeps it on the device where the network fails, and counts
// the clock down. Without this file the ballot paper is a plain form. How screens follow the room is in live.js.
const AGAIN = 5_000;
const SLOW = 20_000;
const PREFIX = "unsent-vote-";
const DRAFT = "marked-vote-";
const CSRF = "csrfmiddlewaretoken";

const sending = new Set();
let timer;

// Everything kept for this workshop, whichever of its pages it was typed on.
const room = new URL(location.href).pathname.match(/^\/workshops\/\d+\//)?.[0];
const urlOf = (key) => key.slice(PREFIX.length);
const paperAt = (url) => [...document.querySelectorAll("form[data-paper]")].find((paper) => pathOf(paper) === url);
const pathOf = (paper) => new URL(paper.action).pathname;
const kept = () => [...store.keys()].filter((key) => room && key.startsWith(PREFIX + room));

function announce(sentence) {
  document.dispatchEvent(new CustomEvent("announce", { detail: sentence }));
}

// A private window may have no storage: then the vote is kept for as long as the page is open.
const memory = new Map();
const store = {
  get(key) { try { return localStorage.getItem(key) ?? memory.get(key) ?? null; } catch { return memory.get(key) ?? null; } },
  set(key, value) { memory.set(key, value); try { localStorage.setItem(key, value); } catch { /* kept in memory */ } },
  clear(key) { memory.delete(key); try { localStorage.removeItem(key); } catch { /* it was in memory alone */ } },
  keys() { try { return new Set([...Object.keys(localStorage), ...memory.keys()]); } catch { return memory.keys(); } },
};

// What is marked and not sent yet, for this tab alone: a phone may throw a page away while its owner looks elsewhere.
const drafts = {
  get(url) { try { return sessionStorage.getItem(DRAFT + url); } catch { return null; } },
  set(url, value) { try { sessionStorage.setItem(DRAFT + url, value); } catch { /* lost with the page */ } },
  clear(url) { try { sessionStorage.removeItem(DRAFT + url); } catch { /* there was none */ } },
};

// Beside the button of the paper it is about; below the board where that paper isn't on the page.
function say(url, sentence) {
  const status = paperAt(url)?.querySelector("[data-paper-status]") ?? document.querySelector("[data-room-status]");
  if (status && status.textContent !== sentence) status.textContent = sentence;
}

function fieldsOf(paper) {
  return new URLSearchParams([...new FormData(paper)].filter(([name]) => name !== CSRF)).toString();
}

// Mark on the page what is kept, so that a reload shows the vote that waits to be sent.
function mark(paper, fields) {
  const values = new URLSearchParams(fields);
  for (const field of paper.elements) {
    if (!field.name || field.name === CSRF) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.get(field.name) === field.value;
    else if (field.tagName === "TEXTAREA") field.value = values.get(field.name) ?? "";
  }
  const fold = paper.closest("details");
  if (fold) fold.open = true;
}

async function send(key) {
  const url = urlOf(key);
  const fields = store.get(key);
  if (fields === null || sending.has(key)) return;
  sending.add(key);
  say(url, "Sending…");
  let failed = false;
  try {
    const body = new URLSearchParams(fields);
    body.set(CSRF, document.querySelector(`[name=${CSRF}]`).value);
    const headers = { "HX-Request": "true" };
    const answer = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout?.(SLOW) });
    await take(key, fields, answer);
  } catch {
    failed = true;
    say(url, "Not sent yet: kept on this device. It is sent when the network is back.");
    clearTimeout(timer);
    timer = setTimeout(sendAll, AGAIN);
  }
  sending.delete(key);
  // Changed while the other was on its way.
  if (!failed && store.get(key) !== null && store.get(key) !== fields) send(key);
}

async function take(key, fields, answer) {
  const url = urlOf(key);
  const text = await answer.text();
  if (answer.redirected && new URL(answer.url).pathname === "/join/") {
    say(url, "Not sent: this browser has lost its seat. Join again with the code; your vote is kept on this device.");
    return;
  }
  // Only the room's own answer counts: not the sign-in page of a guest network, nor a proxy's error.
  if (!/^\s*<div class="app-room"/.test(text)) throw new Error(`The vote was answered with ${answer.status}`);
  // live.js asks for what was lost on the way; the vote is sent again when it is there.
  if (!window.htmx) throw new Error("Nothing to show the answer with");
  if (store.get(key) === fields) store.clear(key);
  const paper = paperAt(url);
  if (!paper && answer.ok) {
    say(url, "A vote that was kept on this device is in.");
    return;
  }
  // What was refused stays in its fields; the paper is drawn anew where the vote is in.
  if (answer.ok) paper.removeAttribute("hx-morph-skip");
  const fold = answer.ok && paper.closest("details");
  if (fold) fold.open = false;
  const board = document.getElementById("board");
  await window.htmx.swap({ text, target: board, sourceElement: board, swap: "innerMorph" });
  say(url, "");
  tell(answer.ok);
}

function tell(isIn) {
  const problems = document.getElementById("problems");
  announce(isIn ? "Your vote is in." : problems?.textContent.trim() ?? "Your vote is not in.");
  const top = isIn ? document.querySelector("[data-cast]") : problems;
  if (!top) return;
  top.tabIndex = -1;
  top.focus();
}

function sendAll() {
  for (const key of kept()) send(key);
}

document.addEventListener("submit", (event) => {
  const paper = event.target.closest?.("form[data-paper]");
  // Where the library was lost on the way it is the plain form that it is without this file.
  if (!paper || (!window.htmx && navigator.onLine)) return;
  event.preventDefault();
  const key = PREFIX + pathOf(paper);
  store.set(key, fieldsOf(paper));
  drafts.clear(pathOf(paper));
  send(key);
});

document.addEventListener("input", (event) => {
  const paper = event.target.closest?.("form[data-paper]");
  if (!paper) return;
  drafts.set(pathOf(paper), fieldsOf(paper));
  say(pathOf(paper), "Not sent yet.");
});

window.addEventListener("online", sendAll);
document.addEventListener("visibilitychange", () => { if (!document.hidden) sendAll(); });

// --- What stays as it is when the board is drawn again: what somebody opened to read.
window.htmx?.registerExtension("keep-open", {
  htmx_before_morph_attr: (element, detail) => !(element.tagName === "DETAILS" && detail.attrName === "open"),
});

// --- The clock
function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const left = Math.round((new Date(clock.dataset.clock) - Date.now()) / 60_000);
    const words = left > 0 ? `${left} minute${left === 1 ? "" : "s"} left` : "time is up";
    if (clock.textContent !== words) clock.textContent = words;
  }
}

for (const paper of document.querySelectorAll("form[data-paper]")) {
  const url = pathOf(paper);
  const unsent = store.get(PREFIX + url);
  const fields = unsent ?? drafts.get(url);
  // What the server sends back after a refusal is on the paper already.
  if (fields === null || document.getElementById("problems")) continue;
  mark(paper, fields);
  if (unsent === null) say(url, "Not sent yet.");
}
sendAll();
tick();
document.addEventListener("htmx:after:swap", tick);
setInterval(tick, 10_000);
