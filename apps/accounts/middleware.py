"""What surrounds a request on behalf of the person who sends it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from apps.accounts.models import Person
from apps.accounts.sessions import SessionStore
from apps.core.addresses import client_address

Handler = Callable[[HttpRequest], HttpResponseBase]


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's own, whose sessions also know from where and when they were last used."""

    def process_request(self, request: HttpRequest) -> None:
        """Give the request its session, unread."""
        request.session = SessionStore(
            request.COOKIES.get(settings.SESSION_COOKIE_NAME),
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
        )

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save a changed session; note the use of another, in the table and in the cookie."""
        session = request.session
        if isinstance(session, SessionStore) and _was_renewed(session):
            _renew_cookie(response, session)
        return super().process_response(request, response)


def _was_renewed(session: SessionStore) -> bool:
    is_only_read = session.accessed and not session.modified
    return is_only_read and session.touch() and not session.get_expire_at_browser_close()


def _renew_cookie(response: HttpResponse, session: SessionStore) -> None:
    response.set_cookie(
        settings.SESSION_COOKIE_NAME,
        session.session_key or "",
        max_age=session.get_expiry_age(),
        domain=settings.SESSION_COOKIE_DOMAIN,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def person_locale(get_response: Handler) -> Handler:
    """Speak the language a signed-in person chose, whatever her browser asks for."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if request.session.session_key and isinstance(request.user, Person):
            translation.activate(request.user.locale)
            request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return handle
