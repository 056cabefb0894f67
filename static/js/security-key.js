// Asks a security key to make or use a credential, and sends its answer with the form around it.
// The server's options and the answer travel as JSON; binary values in it are base64url.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const words = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

function withBytes(options) {
  const { publicKey } = structuredClone(options);
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  for (const list of [publicKey.excludeCredentials, publicKey.allowCredentials]) {
    for (const credential of list ?? []) credential.id = bytes(credential.id);
  }
  return { publicKey };
}

function withWords(credential) {
  const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const present = names.filter((name) => credential.response[name]);
  return {
    id: credential.id,
    rawId: words(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(present.map((name) => [name, words(credential.response[name])])),
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function ask(form) {
  const read = JSON.parse(document.getElementById(form.dataset.options).textContent);
  if (form.dataset.securityKey === "add") return navigator.credentials.create(withBytes(read.creation_options));
  return navigator.credentials.get(withBytes(read.request_options));
}

for (const form of document.querySelectorAll("form[data-security-key]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const failure = form.querySelector("[data-security-key-error]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failure.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(withWords(await ask(form)));
      form.submit();
    } catch {
      failure.hidden = false;
    }
  });
}
