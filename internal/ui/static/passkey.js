// Passkeys: the browser's own dialog between two ordinary requests. Loaded only
// where somebody signs in or sets up a second factor.
(() => {
  const can = window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON;
  if (!can) return;
  for (const note of document.querySelectorAll('[data-passkey-none]')) note.hidden = true;
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const f = form.elements;
    form.hidden = false;
    form.addEventListener('submit', async (e) => {
      if (f.credential.value) return; // answered: goes its way
      e.preventDefault();
      const refused = form.querySelector('[data-passkey-refused]');
      refused.hidden = true;
      try {
        const answer = await fetch(form.dataset.passkey, { method: 'POST' });
        const { options, challenge } = await answer.json();
        const key = form.dataset.make
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
        f.challenge.value = challenge;
        f.credential.value = JSON.stringify(key);
        form.submit();
      } catch {
        refused.hidden = false;
        f.credential.value = '';
        for (const b of form.querySelectorAll('button')) b.disabled = false;
      }
    });
  }
})();
