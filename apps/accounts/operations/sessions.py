"""Ending sessions, and recording how they begin and end."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from apps.accounts.models import Person, Session
from apps.accounts.policy import require_write
from apps.audit.operations import record
from apps.core.access import PersonActor, SystemActor
from apps.core.errors import NotFoundError
from apps.core.ids import token_digest


@transaction.atomic
def end_session(*, actor: PersonActor, session_id: UUID) -> None:
    """Sign one browser out. Raises ``NotFoundError`` unless the session is hers."""
    require_write(actor)
    ended, _ = Session.objects.filter(id=session_id, person_id=actor.person_id).delete()
    if not ended:
        raise NotFoundError
    record(
        actor=actor,
        action="session.ended",
        organisation_id=actor.organisation_id,
        facts={"session_id": str(session_id)},
    )


@transaction.atomic
def end_all_sessions(*, actor: PersonActor, except_key: str | None = None) -> int:
    """Sign every browser out, but for the one whose session key is ``except_key``.

    Returns how many were ended.
    """
    require_write(actor)
    ended = forget_sessions(person_id=actor.person_id, except_key=except_key)
    record(
        actor=actor,
        action="sessions.ended",
        organisation_id=actor.organisation_id,
        facts={"count": ended, "current_included": except_key is None},
    )
    return ended


def forget_sessions(*, person_id: UUID, except_key: str | None = None) -> int:
    """Delete a person's sessions without a trace of their own: part of a larger act."""
    sessions = Session.objects.filter(person_id=person_id)
    if except_key is not None:
        sessions = sessions.exclude(key_hash=token_digest(except_key))
    ended, _ = sessions.delete()
    return ended


@transaction.atomic
def record_sign_in(*, actor: PersonActor) -> None:
    """Leave the trace of a completed sign-in, second factor included."""
    record(actor=actor, action="person.signed_in", organisation_id=actor.organisation_id)


@transaction.atomic
def record_sign_out(*, actor: PersonActor) -> None:
    """Leave the trace of a sign-out."""
    record(actor=actor, action="person.signed_out", organisation_id=actor.organisation_id)


@transaction.atomic
def record_sign_in_failure(*, email: str, address: str | None) -> None:
    """Leave the trace of a refused password, with the same work for an unknown address.

    What was typed is not kept when it is nobody's address: people type passwords there.
    """
    person = Person.objects.filter(email=email).first()
    record(
        actor=SystemActor(label="sovshare" if person is None else person.email, address=address),
        action="person.sign_in_refused",
        organisation_id=None if person is None else person.organisation_id,
    )


@transaction.atomic
def record_credential_change(*, actor: PersonActor, action: str, kind: str = "") -> None:
    """Leave the trace of a changed password or second factor."""
    record(
        actor=actor,
        action=action,
        organisation_id=actor.organisation_id,
        facts={"kind": kind} if kind else {},
    )
