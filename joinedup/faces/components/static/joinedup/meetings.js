// Saves the minutes while they are written, and shows what others write at the same time. The page works without this.
const EVERY = 5000;
const AFTER = 1000;

for (const form of document.querySelectorAll("form[data-minutes]")) {
  const { was, minutes, csrfmiddlewaretoken } = form.elements;
  const said = form.querySelector("[data-saved]");
  let leaving = false;
  let sending = false;
  let waiting = 0;

  // Puts in what others wrote; where this writer went on meanwhile, theirs comes with the next saving.
  function put(text) {
    if (minutes.value === text) return;
    const [start, end, scrolled] = [minutes.selectionStart, minutes.selectionEnd, minutes.scrollTop];
    const before = minutes.value;
    minutes.value = text;
    if (document.activeElement === minutes) {
      const kept = text.startsWith(before.slice(0, start)) ? 0 : text.length - before.length;
      minutes.setSelectionRange(start + kept, end + kept);
    }
    minutes.scrollTop = scrolled;
  }

  async function save() {
    if (sending || leaving) return;
    sending = true;
    const sent = minutes.value;
    const body = new URLSearchParams({ minutes: sent, was: was.value, csrfmiddlewaretoken: csrfmiddlewaretoken.value });
    try {
      const answer = await fetch(form.action, {
        method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual",
      });
      const told = answer.ok || answer.status === 409 ? await answer.json() : {};
      if (!answer.ok) {
        said.textContent = told.error || "Not saved: sign in again in another window, then press Save here.";
      } else {
        const untouched = minutes.value === sent;
        was.value = untouched ? told.text : sent;
        if (untouched) put(told.text);
        said.textContent = told.wrote.length ? `Saved. Written by ${told.wrote.join(", ")}.` : "";
      }
    } catch {
      said.textContent = "No signal. Keep this page open: what you wrote is sent when there is one.";
    }
    sending = false;
  }

  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && minutes.value !== was.value) event.preventDefault();
  });
  addEventListener("online", save);
  minutes.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, AFTER);
  });
  setInterval(() => { if (!document.hidden || minutes.value !== was.value) save(); }, EVERY);
}
