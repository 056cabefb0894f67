// Says that nothing happened for long, before somebody is signed out for it, and lets them stay with one press.
// What any page of theirs does counts for all of them.
const notice = document.getElementById("away");
const idle = Number(notice?.dataset.idle) * 1000;
// Five minutes before the end; of a very short limit, a third.
const warned = Math.min(300_000, idle / 3);
const others = "BroadcastChannel" in window ? new BroadcastChannel("presence") : null;
let timer;

function there() {
  notice.hidden = true;
  clearTimeout(timer);
  timer = setTimeout(() => { notice.hidden = false; }, idle - warned);
}

function did() {
  there();
  others?.postMessage("there");
}

if (notice) {
  others?.addEventListener("message", there);
  // Every request says to the server that somebody is there.
  document.addEventListener("htmx:after:request", did);
  notice.querySelector("button").addEventListener("click", async () => {
    const answer = await fetch(notice.dataset.address, { redirect: "manual" }).catch(() => null);
    if (answer?.status === 204) did();
    else location.reload();
  });
  did();
}
