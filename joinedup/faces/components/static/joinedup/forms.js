// Saves a page of a form while it is being filled in, says who else fills it in, and keeps what was written where there
// is no signal: enciphered on this device, with a key that only the page has, until it is sent. Every page works without
// this file.
const EVERY = 8000;
const LONGEST = 14 * 24 * 3600 * 1000;
const PREFIX = "joinedup-form-";

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const letters = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));

// What is kept on this device of one page of a draft: a slot for each time that the page was opened, so that what one
// time has not sent yet is not written over by the next. Where the browser cannot encipher, nothing is kept.
class Kept {
  constructor(name, secret) {
    this.page = `${PREFIX}${name}@`;
    this.slot = this.page + Date.now();
    this.key = globalThis.crypto?.subtle?.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  async put(text) {
    if (!this.key) return false;
    try {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key, new TextEncoder().encode(text));
      localStorage.setItem(this.slot, JSON.stringify({ at: Date.now(), iv: letters(iv), body: letters(body) }));
      return true;
    } catch {
      return false;
    }
  }

  earlier() {
    return Object.keys(localStorage).filter((slot) => slot.startsWith(this.page) && slot !== this.slot).sort();
  }

  async get(slot) {
    const told = JSON.parse(localStorage.getItem(slot));
    const body = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(told.iv) }, await this.key, bytes(told.body));
    return new TextDecoder().decode(body);
  }

  drop(slot = this.slot) {
    localStorage.removeItem(slot);
  }
}

// What nobody came back for goes: it could be read by nobody without its page, and is no use to anyone.
for (const name of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
  try {
    if (Date.now() - JSON.parse(localStorage.getItem(name)).at > LONGEST) localStorage.removeItem(name);
  } catch {
    localStorage.removeItem(name);
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const said = form.querySelector("[data-saved]");
  const present = document.querySelector("[data-presence]");
  const kept = new Kept(form.dataset.keep, form.dataset.secret);
  const written = () => new URLSearchParams(new FormData(form));
  const typed = () => {
    const all = written();
    for (const name of ["was", "csrfmiddlewaretoken"]) all.delete(name);
    return all.toString();
  };
  let last = typed();
  let sending = null;
  let leaving = false;

  async function send(body) {
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const headers = { Accept: "application/json" };
    return fetch(form.dataset.autosave, { method: "POST", body, headers, redirect: "manual" });
  }

  function tell(told) {
    const was = JSON.parse(form.elements.was.value);
    form.elements.was.value = JSON.stringify({ ...was, ...told.was });
    present?.replaceChildren(
      ...told.present.map((words) => Object.assign(document.createElement("p"), { textContent: words })),
    );
    if (told.risk) {
      leaving = true;
      location.assign(told.risk);
    }
  }

  async function keep() {
    const there = await kept.put(written().toString());
    said.textContent = there
      ? "No signal. What you wrote is kept on this device, and is sent when there is one. You can go on writing."
      : "No signal. Keep this page open: what you wrote is sent when there is one.";
    form.dataset.state = "kept";
  }

  // Returns whether the page may go on: not while there is no signal.
  async function save() {
    const now = typed();
    let answer;
    try {
      answer = await send(written());
    } catch {
      await keep();
      return false;
    }
    if (!answer.ok) {
      await kept.put(written().toString());
      said.textContent = "Not saved: sign in again in another window, then open this page again. What you wrote is kept.";
      form.dataset.state = "refused";
      return true;
    }
    const told = await answer.json();
    kept.drop();
    last = now;
    form.dataset.state = "saved";
    said.textContent = told.saved + (told.aside ? ". Someone else answered this too: choose when you go on." : "");
    tell(told);
    return true;
  }

  const saving = () => (sending ??= save().finally(() => { sending = null; }));
  const tick = () => {
    if (!leaving && (typed() !== last || form.dataset.state === "kept" || !document.hidden)) saving();
  };

  // What was written without a signal before this page was opened is sent first, and then the page shows it.
  async function sendKept() {
    for (const slot of kept.key ? kept.earlier() : []) {
      try {
        const answer = await send(new URLSearchParams(await kept.get(slot)));
        if (!answer.ok) return;
        kept.drop(slot);
        leaving = true;
        const told = await answer.json();
        if (told.risk) location.assign(told.risk);
        else location.reload();
      } catch {
        said.textContent = "What you wrote before is kept on this device. It is sent when you open this page with a signal.";
      }
    }
  }

  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    event.preventDefault();
    await ready;
    await sending;
    if (!(await saving()) || leaving) return;
    leaving = true;
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("online", tick);
  addEventListener("beforeunload", (event) => {
    if (!leaving && typed() !== last) event.preventDefault();
  });
  const ready = sendKept();
  setInterval(tick, EVERY);
}
