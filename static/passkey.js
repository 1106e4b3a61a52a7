/* Passkeys: the browser asks the device, and the form brings its answer. Nothing leaves this page but that form. */
(() => {
  "use strict";

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const described = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const create = async (options) => {
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: described(options.excludeCredentials),
      },
    });
    const answer = made.response;
    return answered(made, {
      attestationObject: text(answer.attestationObject),
      clientDataJSON: text(answer.clientDataJSON),
      transports: answer.getTransports ? answer.getTransports() : [],
    });
  };

  const get = async (options) => {
    const used = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: described(options.allowCredentials),
      },
    });
    const answer = used.response;
    return answered(used, {
      authenticatorData: text(answer.authenticatorData),
      clientDataJSON: text(answer.clientDataJSON),
      signature: text(answer.signature),
      userHandle: answer.userHandle ? text(answer.userHandle) : null,
    });
  };

  const answered = (credential, response) => ({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response,
  });

  document.querySelectorAll("[data-passkey]").forEach((root) => {
    if (!window.PublicKeyCredential) return;
    const ask = { create, get }[root.dataset.passkey];
    const form = document.getElementById(root.dataset.form);
    const button = root.querySelector("button");
    const failed = root.querySelector("[data-failed]");
    root.querySelector("[data-without]").hidden = true;
    root.querySelector("[data-with]").hidden = false;
    const act = async () => {
      failed.textContent = "";
      button.disabled = true;
      try {
        form.elements.credential.value = JSON.stringify(await ask(JSON.parse(root.dataset.options)));
        form.submit();
      } catch {
        failed.textContent = failed.dataset.failed;
        button.disabled = false;
        button.focus();
      }
    };
    button.addEventListener("click", act);
    if (root.dataset.passkey === "create") {
      /* « Enter » in the name field sends nothing by itself: the device is asked first. */
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        act();
      });
    }
  });
})();
