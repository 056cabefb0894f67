// What the browser keeps for one person: locked under a key that only their signed-in pages are given, for a day at
// most. Whoever else uses this browser can neither read it nor destroy it. Without a key, or where the browser locks
// nothing (plain HTTP), it is kept in memory, for as long as the page is open.
const DAY = 24 * 60 * 60 * 1000;
const LONGEST = 200_000;
const PREFIX = "kept.";

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const words = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
const kept = () => { try { return Object.keys(localStorage).filter((at) => at.startsWith(PREFIX)); } catch { return []; } };

function read(at) {
  try { return JSON.parse(localStorage.getItem(at)); } catch { return null; }
}

function remove(at) {
  try { localStorage.removeItem(at); } catch { /* there was none */ }
}

// Whose it was doesn't matter here: what is older than a day goes at any page.
for (const at of kept()) if (!(Date.now() - read(at)?.at < DAY)) remove(at);

// Everything of an owner, and of the seats that are theirs.
export function empty(owner) {
  for (const at of kept()) if (at.startsWith(`${PREFIX}${owner}.`)) remove(at);
}

export function drawer(owner, secret) {
  const memory = new Map();
  const raw = secret && crypto.subtle ? bytes(secret) : null;
  const lasts = Boolean(raw && owner);
  const key = lasts ? crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]) : null;
  const own = `${PREFIX}${owner}.`;
  let turn = Promise.resolve();   // what is written later is kept, whatever takes longer

  // The name of what is kept says which page it was typed on, so it isn't told either.
  async function place(name) {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret + name));
    return own + words(digest);
  }

  async function write(name) {
    const at = await place(name);
    const value = memory.get(name);
    if (value === undefined) return remove(at);
    const text = JSON.stringify([name, value]);
    if (text.length > LONGEST) return undefined;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const locked = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, new TextEncoder().encode(text));
    const line = JSON.stringify({ at: Date.now(), iv: words(iv), locked: words(locked) });
    try { localStorage.setItem(at, line); } catch { /* full, or forbidden: it is in memory */ }
    return undefined;
  }

  async function load(at) {
    const line = read(at);
    try {
      const iv = bytes(line.iv);
      const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key, bytes(line.locked));
      const [name, value] = JSON.parse(new TextDecoder().decode(opened));
      memory.set(name, value);
    } catch {
      // Locked under a key of before a new password: nobody opens it any more.
      remove(at);
    }
  }

  const ready = lasts ? Promise.all(kept().filter((at) => at.startsWith(own)).map(load)) : Promise.resolve();
  const soon = (name) => { if (lasts) turn = turn.then(() => write(name)).catch(() => {}); };
  return {
    ready,
    lasts,
    get: (name) => memory.get(name) ?? null,
    put(name, value) { memory.set(name, value); soon(name); },
    drop(name) { memory.delete(name); soon(name); },
    names: () => [...memory.keys()],
  };
}
