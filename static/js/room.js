// A seat's own part: sends a vote without leaving the page, keeps it on the device where the network fails, and counts
// the clock down. Without this file the ballot paper is a plain form. How screens follow the room is in live.js.
import { drawer, empty } from "./sealed.js";

const AGAIN = 5_000;
const SLOW = 20_000;
const UNSENT = "unsent ";
const MARKED = "marked ";
const CSRF = "csrfmiddlewaretoken";
const KEPT = "Not sent yet: kept on this device. It is sent when the network is back.";

const sending = new Set();
let timer;

// What is kept belongs to a person and their seat: no other page opens it, and no other seat takes it.
const seat = document.querySelector("[data-seat]")?.dataset;
const owner = `${document.body.dataset.person ?? "guest"}.${seat?.seat}`;
const store = drawer(owner, seat?.seatKey);
const urlOf = (key) => key.slice(UNSENT.length);
const paperAt = (url) => [...document.querySelectorAll("form[data-paper]")].find((paper) => pathOf(paper) === url);
const pathOf = (paper) => new URL(paper.action).pathname;
const kept = () => store.names().filter((key) => key.startsWith(UNSENT));

function announce(sentence) {
  document.dispatchEvent(new CustomEvent("announce", { detail: sentence }));
}

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
    body.set("seat", seat.seat);
    const headers = { "HX-Request": "true" };
    const answer = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout?.(SLOW) });
    await take(key, fields, answer);
  } catch {
    failed = true;
    say(url, store.lasts ? KEPT : "Not sent yet. It is sent when the network is back: keep this page open.");
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
    leave();
    say(url, "Not sent: this browser has lost its seat, and a vote is its seat’s alone. Join again with the code, and vote.");
    return;
  }
  // Somebody else has this browser's seat now: nothing of this page is theirs.
  if (answer.status === 410) {
    leave();
    location.reload();
    return;
  }
  if (answer.status === 403) document.dispatchEvent(new Event("refused"));
  // Only the room's own answer counts: not the sign-in page of a guest network, nor a proxy's error.
  if (!/^\s*<div class="app-room"/.test(text)) throw new Error(`The vote was answered with ${answer.status}`);
  // live.js asks for what was lost on the way; the vote is sent again when it is there.
  if (!window.htmx) throw new Error("Nothing to show the answer with");
  if (store.get(key) === fields) store.drop(key);
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

// The end of a seat is the end of what is kept for it.
function leave() {
  for (const name of store.names()) store.drop(name);
  // At once, too: the page may be on its way out.
  empty(owner);
}

document.addEventListener("seat-ended", leave);

function sendAll() {
  for (const key of kept()) send(key);
}

document.addEventListener("submit", (event) => {
  if (event.target.hasAttribute("data-leave-seat")) leave();
  const paper = event.target.closest?.("form[data-paper]");
  // Where the library was lost on the way it is the plain form that it is without this file.
  if (!paper || (!window.htmx && navigator.onLine)) return;
  event.preventDefault();
  const key = UNSENT + pathOf(paper);
  store.put(key, fieldsOf(paper));
  store.drop(MARKED + pathOf(paper));
  send(key);
});

document.addEventListener("input", (event) => {
  const paper = event.target.closest?.("form[data-paper]");
  if (!paper) return;
  store.put(MARKED + pathOf(paper), fieldsOf(paper));
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

// Marks on the papers what is kept for them.
async function show() {
  await store.ready;
  if (document.getElementById("screen-ended")) leave();
  for (const paper of document.querySelectorAll("form[data-paper]")) {
    const url = pathOf(paper);
    const unsent = store.get(UNSENT + url);
    const fields = unsent ?? store.get(MARKED + url);
    // What the server sends back after a refusal is on the paper already.
    if (fields === null || document.getElementById("problems")) continue;
    mark(paper, fields);
    if (unsent === null) say(url, "Not sent yet.");
  }
  sendAll();
}

show();
tick();
document.addEventListener("htmx:after:swap", tick);
setInterval(tick, 10_000);
