// Starts GOV.UK Frontend's components on the page, and again in whatever htmx puts into it.
const frontend = window.GovukFrontend;

document.body.classList.add("js-enabled", "govuk-frontend-supported");
frontend?.start(document.body);
document.addEventListener("htmx:after:swap", () => frontend?.start(document.body));

// A page says something to a screen reader by dispatching "announce" with the sentence as its detail,
// or a response does with the header HX-Trigger: {"announce": {"value": "Saved"}}.
document.addEventListener("announce", (event) => {
  const region = document.getElementById("announcer");
  const sentence = event.detail?.value ?? event.detail;
  if (!region || typeof sentence !== "string") return;
  region.textContent = "";
  // A later turn, or a region that says the same twice is heard once.
  setTimeout(() => { region.textContent = sentence; }, 50);
});

// A page that the browser kept whole is as old as when it was left, and may be of somebody who has signed out since.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
