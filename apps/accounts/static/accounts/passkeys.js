// Passkeys need a script; everything else on these pages does without. What needs one is hidden
// in the page and revealed here, so that nobody meets a button that does nothing.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const isSupported = typeof window.PublicKeyCredential === "function";
  for (const element of document.querySelectorAll("[data-needs-script]")) {
    element.hidden = !isSupported;
  }
  for (const element of document.querySelectorAll("[data-without-script]")) {
    element.hidden = isSupported;
  }
});

document.addEventListener("allauth.error", (event) => {
  const notice = document.querySelector("[data-passkey-error]");
  if (notice) {
    event.preventDefault();
    notice.hidden = false;
  }
});
