// Asks the browser for a passkey, and sends what it answers as an ordinary form.
// The page works without: who has no script or no passkey takes a code.

const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function show(form, name) {
  for (const part of form.querySelectorAll("[data-when]")) {
    part.hidden = part.dataset.when !== name;
  }
}

async function ask(form) {
  const answer = await fetch(form.dataset.options, {
    method: "POST",
    body: new URLSearchParams({ csrf_token: form.elements.csrf_token.value }),
    headers: { Accept: "application/json" },
  });
  if (!answer.ok) throw new Error(answer.status);
  const options = await answer.json();
  options.challenge = bytesOf(options.challenge);
  const known = options.allowCredentials ?? options.excludeCredentials ?? [];
  for (const one of known) one.id = bytesOf(one.id);
  if (options.user) options.user.id = bytesOf(options.user.id);
  return options;
}

function told(credential) {
  const parts = credential.response;
  const response = { clientDataJSON: textOf(parts.clientDataJSON) };
  if (parts.attestationObject) {
    response.attestationObject = textOf(parts.attestationObject);
    response.transports = parts.getTransports?.() ?? [];
  } else {
    response.authenticatorData = textOf(parts.authenticatorData);
    response.signature = textOf(parts.signature);
    if (parts.userHandle) response.userHandle = textOf(parts.userHandle);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: {},
  });
}

async function prove(form) {
  const publicKey = await ask(form);
  const credential =
    form.dataset.passkey === "make"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
  form.elements.answer.value = told(credential);
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    show(form, "unable");
    continue;
  }
  show(form, "ready");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    show(form, "ready");
    try {
      await prove(form);
    } catch (error) {
      show(form, error.name === "InvalidStateError" ? "known" : "failed");
      form.querySelector("[data-when=ready]").hidden = false;
    }
  });
}
