"""All addresses. Every app owns its own; whatever is left is a place inside the browser application."""

from __future__ import annotations

from django.urls import include, path, re_path

from sovshare.spa import agent_app
from sovshare.theme import theme_logo, theme_style

# A mistyped address under these prefixes is missing, not a place of the application.
# So are the files that browsers and robots ask for unasked: led to the sign-in pages, such a request
# would begin a second sign-in beside the one under way.
RESERVED = r"(?!api/|api$|l/|p/|account/|health/|static/|favicon\.ico$|robots\.txt$|\.well-known/)"

urlpatterns = [
    path("", include("apps.api.urls")),
    path("", include("apps.portal.urls")),
    path("account/", include("apps.accounts.urls")),
    path("theme/style.css", theme_style, name="theme_style"),
    path("theme/logo", theme_logo, name="theme_logo"),
    path("i18n/", include("django.conf.urls.i18n")),
    re_path(rf"^{RESERVED}.*$", agent_app, name="agent_app"),
]

# Problem documents under /api/ and /health/, pages elsewhere.
handler400 = "apps.api.handlers.bad_request"
handler403 = "apps.api.handlers.permission_denied"
handler404 = "apps.api.handlers.page_not_found"
handler500 = "apps.api.handlers.server_error"
