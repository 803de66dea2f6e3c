// Asks the browser for a passkey when a form marked with data-passkey is sent, and sends the form with its answer.
// Signing in by password and code works without this file.
const asBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const asText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// What the page asks came as JSON: ids and challenges as text, which the browser wants as bytes.
function asked(options) {
  const listed = (each) => ({ ...each, id: asBytes(each.id) });
  const made = { ...options, challenge: asBytes(options.challenge) };
  if (options.user) made.user = listed(options.user);
  if (options.excludeCredentials) made.excludeCredentials = options.excludeCredentials.map(listed);
  if (options.allowCredentials) made.allowCredentials = options.allowCredentials.map(listed);
  return made;
}

function answered(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = asText(credential.response[part]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: asText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: {},
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const said = form.querySelector("[data-passkey-said]");
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    said.hidden = true;
    try {
      const publicKey = asked(JSON.parse(form.dataset.options));
      const credential =
        form.dataset.passkey === "create"
          ? await navigator.credentials.create({ publicKey })
          : await navigator.credentials.get({ publicKey });
      form.elements.credential.value = answered(credential);
      form.requestSubmit();
    } catch (error) {
      said.textContent =
        error.name === "InvalidStateError"
          ? "This device holds a passkey for you already."
          : "Your device gave no passkey. Try again, or use another way.";
      said.hidden = false;
    }
  });
}
