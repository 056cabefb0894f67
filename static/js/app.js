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

// An element with data-sends-own posts its own controls and the token, not the whole form around it. They are read when
// the request leaves, not when it was queued: a second choice must not carry the version from before the first was saved.
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const source = ctx.sourceElement;
  const form = ctx.request.form;
  if (!source.hasAttribute("data-sends-own") || !form || !ctx.request.body) return;
  const body = new URLSearchParams();
  const token = form.elements.namedItem("csrfmiddlewaretoken");
  if (token) body.append(token.name, token.value);
  for (const [name, value] of new FormData(form)) {
    const controls = [...form.elements].filter((control) => control.name === name);
    if (controls.some((control) => source.contains(control))) body.append(name, value);
  }
  ctx.request.body = body;
});
