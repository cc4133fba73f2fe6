"use strict";

// Unsafe "try it out" calls with the browser's session need the CSRF token, like any other page.
function csrfToken() {
  const match = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return match ? decodeURIComponent(match[1]) : "";
}

window.ui = SwaggerUIBundle({
  dom_id: "#reference",
  url: document.getElementById("reference").dataset.document,
  deepLinking: true,
  docExpansion: "list",
  validatorUrl: null,
  requestInterceptor(request) {
    request.headers["X-CSRFToken"] = csrfToken();
    return request;
  },
});
