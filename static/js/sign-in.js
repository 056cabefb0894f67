// Signed in again, in another tab say: a page from before takes that sign-in's form token. Another person's is loaded
// anew; where nobody is signed in any more, the page says so and keeps what is on it. Signing out empties what is kept.
import { empty } from "./sealed.js";

const { person } = document.body.dataset;
let asking = false;

export async function isStillMe() {
  if (asking) return;
  asking = true;
  const answer = await fetch("/account/here/", { redirect: "manual", cache: "no-store" }).catch(() => null);
  asking = false;
  if (!answer || (answer.type !== "opaqueredirect" && !answer.ok)) return;
  if (answer.ok && answer.headers.get("X-Person") !== person) {
    document.dispatchEvent(new Event("leaving"));
    location.reload();
  } else if (answer.ok) {
    const token = answer.headers.get("X-Form-Token");
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    document.querySelector("[data-signed-out]")?.remove();
  } else if (person && !document.querySelector("[data-signed-out]")) {
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

if (person) {
  document.addEventListener("visibilitychange", () => { if (!document.hidden) isStillMe(); });
  window.addEventListener("focus", isStillMe);
}
// Something that was sent came back without being looked at: the form token may be of an earlier sign-in.
document.addEventListener("refused", isStillMe);

document.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("data-sign-out")) return;
  document.dispatchEvent(new Event("leaving"));
  empty(person);
});
