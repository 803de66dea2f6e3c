// Saves a page of a form while it is being filled in, and says who else fills it in. Every page works without this file.
const EVERY = 8000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const said = form.querySelector("[data-saved]");
  const present = document.querySelector("[data-presence]");
  const written = () => new URLSearchParams(new FormData(form)).toString();
  let last = written();
  let sending = false;
  let leaving = false;

  async function save() {
    if (sending || leaving || (written() === last && document.hidden)) return;
    const now = written();
    sending = true;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        redirect: "error",
      });
      if (!answer.ok) throw new Error("not saved");
      const told = await answer.json();
      if (leaving) return;
      const was = JSON.parse(form.elements.was.value);
      form.elements.was.value = JSON.stringify({ ...was, ...told.was });
      present.replaceChildren(
        ...told.present.map((words) => Object.assign(document.createElement("p"), { textContent: words })),
      );
      if (told.risk) {
        leaving = true;
        location.assign(told.risk);
        return;
      }
      if (now !== last) said.textContent = told.aside ? `${told.saved}. Someone else answered this too: choose when you go on.` : told.saved;
      // What was typed while it was being sent is sent next time.
      const typed = written().replace(/(^|&)was=[^&]*/, "");
      last = now.replace(/(^|&)was=[^&]*/, "") === typed ? written() : "";
    } catch {
      said.textContent = "Not saved yet: there is no connection. What you wrote is still here, and is tried again.";
    } finally {
      sending = false;
    }
  }

  setInterval(save, EVERY);
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("pageshow", () => { leaving = false; });
}
