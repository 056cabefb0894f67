// Who is there. Before somebody is signed out, because nothing happened or the longest time is over, a sentence says so.
// Who signed in again, in another tab say, goes on with that sign-in's form token; another person's page is loaded anew.
import { empty } from "./sealed.js";

const { person } = document.body.dataset;
const signedIn = "/account/here/";
const notice = document.getElementById("away");
const idle = Number(notice?.dataset.idle) * 1000;
// Five minutes before the end; of a very short limit, a third.
const warned = Math.min(300_000, idle / 3);
// How often typing is told to the server, which writes it down no oftener.
const toldEvery = Math.min(300_000, idle / 10);
const others = "BroadcastChannel" in window ? new BroadcastChannel("presence") : null;
let told = Date.now();
let asking = false;
let timer;

const ask = () => fetch(signedIn, { redirect: "manual", cache: "no-store" }).catch(() => null);

async function isStillMe() {
  if (asking) return;
  asking = true;
  const answer = await ask();
  asking = false;
  if (answer?.ok && answer.headers.get("X-Person") !== person) {
    document.dispatchEvent(new Event("leaving"));
    location.reload();
  } else if (answer?.ok) {
    const token = answer.headers.get("X-Form-Token");
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    document.querySelector("[data-signed-out]")?.remove();
  } else if (answer?.type === "opaqueredirect" && person && !document.querySelector("[data-signed-out]")) {
    signedOut();
  }
}

function signedOut() {
  const line = document.createElement("p");
  line.className = "govuk-inset-text";
  line.dataset.signedOut = "";
  line.setAttribute("role", "alert");
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = "/accounts/login/?next=/account/";
  link.target = "_blank";
  link.textContent = "Sign in again in another tab";
  line.append("You are signed out. What you typed stays here. ", link, ", then come back and save.");
  document.getElementById("main-content").prepend(line);
}

function there() {
  notice.hidden = true;
  clearTimeout(timer);
  timer = setTimeout(() => { notice.hidden = false; }, idle - warned);
}

// What any page of theirs does counts for all of them.
function did() {
  told = Date.now();
  there();
  others?.postMessage("there");
}

async function tell() {
  const isThere = (await ask())?.ok;
  if (isThere) did();
  return isThere;
}

// Something that was sent came back without being looked at: the form token may be of an earlier sign-in.
document.addEventListener("refused", isStillMe);
if (person) {
  document.addEventListener("visibilitychange", () => { if (!document.hidden) isStillMe(); });
  window.addEventListener("focus", isStillMe);
  document.addEventListener("submit", (event) => {
    if (!event.target.hasAttribute("data-sign-out")) return;
    document.dispatchEvent(new Event("leaving"));
    empty(person);
  });
}
if (notice) {
  const ending = document.getElementById("ending");
  others?.addEventListener("message", there);
  // Every request says to the server that somebody is there.
  document.addEventListener("htmx:after:request", did);
  notice.querySelector("button").addEventListener("click", async () => { if (!(await tell())) location.reload(); });
  document.addEventListener("input", () => {
    if (Date.now() - told < toldEvery && notice.hidden) return;
    told = Date.now();
    tell();
  });
  setTimeout(() => { ending.hidden = false; }, Number(ending.dataset.left) * 1000 - warned);
  did();
}
