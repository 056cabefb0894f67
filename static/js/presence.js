// Says that nothing happened for long, before somebody is signed out for it, and lets them stay with one press; and says
// when the longest time is nearly over. What any page of theirs does counts for all of them, and so does typing.
const notice = document.getElementById("away");
const ending = document.getElementById("ending");
const idle = Number(notice?.dataset.idle) * 1000;
// Five minutes before the end; of a very short limit, a third.
const warned = Math.min(300_000, idle / 3);
const others = "BroadcastChannel" in window ? new BroadcastChannel("presence") : null;
// How often typing is told to the server, which writes it down no oftener.
const TOLD_EVERY = Math.min(300_000, idle / 10);
let told = Date.now();
let timer;

function there() {
  notice.hidden = true;
  clearTimeout(timer);
  timer = setTimeout(() => { notice.hidden = false; }, idle - warned);
}

function did() {
  told = Date.now();
  there();
  others?.postMessage("there");
}

async function tell() {
  const answer = await fetch(notice.dataset.address, { redirect: "manual" }).catch(() => null);
  if (answer?.status === 204) did();
  return answer?.status === 204;
}

if (notice) {
  others?.addEventListener("message", there);
  // Every request says to the server that somebody is there.
  document.addEventListener("htmx:after:request", did);
  notice.querySelector("button").addEventListener("click", async () => { if (!(await tell())) location.reload(); });
  document.addEventListener("input", () => {
    if (Date.now() - told < TOLD_EVERY && notice.hidden) return;
    told = Date.now();
    tell();
  });
  setTimeout(() => { ending.hidden = false; }, Number(ending.dataset.left) * 1000 - warned);
  did();
}
