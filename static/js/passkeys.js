// Passkeys: asks the browser to make or use one and posts what it answers. Forms say data-passkey="create" or "get" and
// where the options are (data-options: id of a JSON block, data-options-from: address). Without this, a code signs in.

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function decoded(options) {
  const publicKey = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) publicKey.user = { ...options.user, id: toBytes(options.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (options[list]) publicKey[list] = options[list].map((known) => ({ ...known, id: toBytes(known.id) }));
  }
  return publicKey;
}

function encoded(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no options");
  return answer.json();
}

async function ask(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "get") {
    return navigator.credentials.get({ publicKey: decoded(options.request_options.publicKey) });
  }
  const publicKey = decoded(options.creation_options.publicKey);
  // Every passkey of the portal can sign in by itself, so it is kept on the device and asks who is there.
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required",
  };
  return navigator.credentials.create({ publicKey });
}

function explain(form, error) {
  const known = error.name === "InvalidStateError";
  form.querySelector("[data-passkey-error]").textContent = known
    ? "This device has a passkey for your account already."
    : "No passkey was used. Try again, or choose another way.";
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.closest("[data-passkey-area]").hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        form.elements.credential.value = JSON.stringify(encoded(await ask(form)));
        form.submit();
      } catch (error) {
        explain(form, error);
      }
    });
  }
}
