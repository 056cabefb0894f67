// Keeps a board as the server has it. The fragment is the truth; the stream only says when to ask for it, and the clock
// asks where no stream comes through. Without this file the page's own refresh link does the same.
const CHECK = 2_000;
const SAFETY = 30_000;
const SLOW = 20_000;
// The stream says something every 15 s: one that has been quiet for longer than this is dead.
const DEAF = 40_000;

function follow(board) {
  const status = document.querySelector("[data-live-status]");
  let etag;
  let said = sentenceOf(board);
  let hears = false;      // the stream has spoken, and still does
  let failures = 0;       // fetches in a row that came to nothing
  let ending = "";        // the sentence to stop with, once the last fragment is in
  let stopped = false;
  let looking = false;
  let again = false;
  let others = 0;         // how often something else than this changed the board
  let timer;
  let line;               // the open stream, to be closed with
  let asking;             // the fetch under way, to be given up with

  function say() {
    if (!status || stopped) return;
    const words = failures ? "No connection: trying again" : hears ? "Live" : "Checking every 2 seconds";
    if (status.textContent !== words) status.textContent = words;
  }

  function stop(sentence) {
    stopped = true;
    clearTimeout(timer);
    line?.abort();
    announce(sentence);
    if (!status) return;
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = location.href;
    link.textContent = "Reload the page";
    status.replaceChildren(`${sentence} `, link);
  }

  async function look() {
    if (stopped || document.hidden) return;
    if (looking) { again = true; return; }
    looking = true;
    again = false;
    clearTimeout(timer);
    const began = performance.now();
    const last = ending;
    const mine = asking = new AbortController();
    const slow = setTimeout(() => mine.abort(), SLOW);
    try {
      await ask();
      failures = 0;
      if (last && !stopped) stop(last);
    } catch {
      failures += 1;
    }
    clearTimeout(slow);
    looking = false;
    say();
    if (stopped) return;
    const took = performance.now() - began;
    // As slow as the server is, so that a crowd doesn't ask faster than it is answered.
    // What failed while the network came back is tried again at once, and not when the clock comes round to it.
    if (again) timer = setTimeout(look, failures ? CHECK / 4 : took);
    else timer = setTimeout(look, (hears && !failures ? SAFETY : CHECK * Math.min(1 + failures / 4, 3)) * about());
  }

  // The room's own board first; whoever has a blind vote of their own is sent to theirs.
  async function fetched() {
    const how = () => ({
      headers: etag ? { "If-None-Match": etag } : {},
      cache: "no-store",
      signal: asking.signal,
    });
    if (hears && board.dataset.shared) {
      const answer = await fetch(board.dataset.shared, how());
      if (answer.status === 200 || answer.status === 304) return answer;
    }
    return fetch(board.dataset.board, how());
  }

  async function ask() {
    const before = others;
    const answer = await fetched();
    if (answer.redirected || answer.status === 401) {
      stop("You are signed out, so this page no longer changes by itself.");
    } else if (answer.status === 410) {
      document.dispatchEvent(new Event("seat-ended"));
      // The page itself says why.
      stop("Your seat in this workshop has ended.");
      location.reload();
    } else if ([403, 404].includes(answer.status)) {
      stop("You are not in this workshop any more, so this page no longer changes.");
    } else if (answer.status !== 304) {
      if (!answer.ok) throw new Error(`The board answered ${answer.status}`);
      const text = await answer.text();
      if (others === before) {
        await put(text);
        etag = answer.headers.get("ETag");
      } else {
        // What the person did meanwhile is on the board already, and this was drawn before it.
        again = true;
      }
    }
  }

  async function put(text) {
    // A whole page is somebody else's: the sign-in page of a guest network, an error of a proxy.
    if (/<html[\s>]/i.test(text)) throw new Error("Not a fragment");
    await library();
    // What everybody sees comes without anybody's form token: the page has its own.
    const token = document.querySelector("form[hidden] [name=csrfmiddlewaretoken]")?.value ?? "";
    text = text.replaceAll('name="csrfmiddlewaretoken" value=""', `name="csrfmiddlewaretoken" value="${token}"`);
    await window.htmx.swap({ text, target: board, sourceElement: board, swap: "innerMorph", live: true });
    const sentence = sentenceOf(board);
    if (sentence && sentence !== said) announce(sentence);
    said = sentence;
  }

  async function listen() {
    if (line) return;
    line = new AbortController();
    const mine = line;
    let pause = 1_000 + 3_000 * Math.random();
    try {
      const answer = await fetch(board.dataset.live, { cache: "no-store", signal: mine.signal });
      if (answer.status === 204) {
        ending = "This page no longer changes by itself.";
        look();
        return;
      }
      if (answer.ok && answer.headers.get("Content-Type")?.startsWith("text/event-stream")) {
        pause = await hear(answer.body.getReader(), mine, pause);
      } else {
        pause *= 5;
      }
    } catch {
      // It broke off: the clock asks until it is back.
    }
    if (line !== mine || stopped || ending) return;
    quiet();
    setTimeout(() => { if (!document.hidden && !stopped) listen(); }, pause);
    look();
  }

  // Reads the stream to its end and returns how long to wait before the next one.
  async function hear(reader, mine, pause) {
    const decoder = new TextDecoder();
    let text = "";
    let deaf;
    for (;;) {
      clearTimeout(deaf);
      deaf = setTimeout(() => mine.abort(), DEAF);
      const { value, done } = await reader.read().catch(() => ({ done: true }));
      if (done) break;
      text += decoder.decode(value, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop();
      for (const block of blocks) {
        pause = Number(/^retry: (\d+)$/m.exec(block)?.[1] ?? pause);
        if (/^event: end$/m.test(block)) ending = "This workshop has ended, so this page no longer changes.";
        if (/^data: /m.test(block)) {
          hears = true;
          look();
        }
      }
    }
    clearTimeout(deaf);
    return pause;
  }

  // Forget the stream; what it said still holds.
  function quiet() {
    line?.abort();
    line = undefined;
    hears = false;
    say();
  }

  function wake() {
    if (stopped) return;
    if (document.hidden) {
      // A browser keeps six connections to a host for all its tabs: a hidden one gives its own back.
      clearTimeout(timer);
      quiet();
    } else {
      look();
      listen();
    }
  }

  // A vote's own answer, say. Whoever asked for it says what came of it, so it isn't said again.
  board.addEventListener("htmx:after:swap", (event) => {
    if (event.detail?.ctx?.live) return;
    others += 1;
    said = sentenceOf(board);
  });
  document.addEventListener("visibilitychange", wake);
  // Another network: what was open on the old one may hang without a sign.
  // And what failed on it says nothing of how often to ask on the new one.
  window.addEventListener("online", () => { quiet(); asking?.abort(); failures = Math.min(failures, 1); wake(); });
  window.addEventListener("pagehide", quiet);
  window.addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
  say();
  wake();
}

// What puts a fragment into the page may have been lost on the way, on a bad network: it is asked for until it is there.
async function library() {
  if (window.htmx) return;
  await new Promise((here, lost) => {
    const script = document.createElement("script");
    script.src = document.querySelector("script[src*='/htmx.']").src;
    script.onload = here;
    script.onerror = () => { script.remove(); lost(new Error("The library didn't come through")); };
    document.head.append(script);
  });
}

const about = () => 0.8 + 0.4 * Math.random();

const sentenceOf = (board) => board.querySelector("[data-announce]")?.dataset.announce ?? "";

function announce(sentence) {
  document.dispatchEvent(new CustomEvent("announce", { detail: sentence }));
}

for (const board of document.querySelectorAll("[data-live]")) follow(board);
