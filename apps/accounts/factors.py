"""Traces of second factors: allauth announces them by signals, the only voice it has there."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals
from django.http import HttpRequest

from apps.accounts.adapters import actor_of
from apps.accounts.models import Person
from apps.accounts.operations.sessions import record_credential_change


def listen() -> None:
    """Record every factor added, removed, replaced or refused from now on."""
    signals.authenticator_added.connect(_on_added)
    signals.authenticator_removed.connect(_on_removed)
    signals.authenticator_reset.connect(_on_reset)
    signals.authentication_failed.connect(_on_refused)


def _on_added(*, request: HttpRequest, user: Person, authenticator: Any, **_: Any) -> None:
    _record(request, user, authenticator, "person.factor_added")


def _on_removed(*, request: HttpRequest, user: Person, authenticator: Any, **_: Any) -> None:
    _record(request, user, authenticator, "person.factor_removed")


def _on_reset(*, request: HttpRequest, user: Person, authenticator: Any, **_: Any) -> None:
    _record(request, user, authenticator, "person.factor_replaced")


def _on_refused(*, request: HttpRequest, user: Person, authenticator: Any, **_: Any) -> None:
    _record(request, user, authenticator, "person.factor_refused")


def _record(request: HttpRequest, person: Person, authenticator: Any, action: str) -> None:
    record_credential_change(
        actor=actor_of(request, person), action=action, kind=str(authenticator.type)
    )
