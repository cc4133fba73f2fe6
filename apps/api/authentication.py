"""Who calls: a browser's session (with CSRF) or a program's bearer token (RFC 6750)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from apps.accounts.actors import person_actor
from apps.accounts.models import ApiToken, Person
from apps.accounts.queries import find_tokens
from apps.core.access import PersonActor
from apps.core.addresses import client_address
from apps.core.clock import utc_now

from .refusals import CsrfFailedError

CHALLENGE = 'Bearer realm="sovshare"'
# Saying "used today" does not need a write for every request.
LAST_USED_PRECISION = timedelta(minutes=5)
_TOKEN_MAXIMUM_LENGTH = 200


class BearerAuthentication(authentication.BaseAuthentication):
    """``Authorization: Bearer <token>``; once present it alone decides, a cookie is not looked at."""

    def authenticate(self, request: Request) -> tuple[Person, ApiToken] | None:
        """Return the token's person and the token. Raises ``AuthenticationFailed`` (401)."""
        scheme, _, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = _usable_token(secret.strip())
        if token is None:
            raise AuthenticationFailed
        _note_use(token)
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge that makes a missing sign-in a 401."""
        return CHALLENGE


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session; unsafe methods need ``X-CSRFToken``."""

    def enforce_csrf(self, request: Request) -> None:
        """Raise ``CsrfFailedError`` unless the token matches.

        Asked of Django's own request: the framework's would parse a POST in search of a form, and
        refuse one that carries raw bytes.
        """
        django_request: Any = request._request  # noqa: SLF001 - the framework offers no other way
        try:
            super().enforce_csrf(django_request)
        except PermissionDenied as error:
            raise CsrfFailedError from error


def person_of(request: Request) -> Person:
    """Return who is signed in. Raises ``AuthenticationFailed`` if nobody is."""
    user: AbstractBaseUser | object = request.user
    if not isinstance(user, Person):
        raise AuthenticationFailed
    return user


def actor_of(request: Request) -> PersonActor:
    """Return the caller as an actor (one query, for her groups); ``ApiView.actor`` keeps it."""
    return person_actor(
        person_of(request),
        token=request.auth if isinstance(request.auth, ApiToken) else None,
        address=client_address(request),
        request_id=request.META.get("HTTP_X_REQUEST_ID"),
    )


def _usable_token(secret: str) -> ApiToken | None:
    if not secret or len(secret) > _TOKEN_MAXIMUM_LENGTH:
        return None
    return find_tokens([secret]).get(secret)


def _note_use(token: ApiToken) -> None:
    now = utc_now()
    if token.last_used_at is None or now - token.last_used_at > LAST_USED_PRECISION:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
