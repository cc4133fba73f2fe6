"""Keys for programs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.accounts.models import ApiToken, Person, TokenScope
from apps.accounts.names import normalise_name
from apps.accounts.policy import require_session, require_write
from apps.audit.operations import record
from apps.core.access import Actor, PersonActor
from apps.core.clock import Clock, utc_now
from apps.core.errors import Fact, ForbiddenError, InvalidInputError, NotFoundError
from apps.core.ids import new_token, token_digest


def create_token(
    *,
    actor: PersonActor,
    name: str,
    scope: TokenScope,
    expires_at: datetime | None = None,
    clock: Clock = utc_now,
) -> tuple[ApiToken, str]:
    """Make a key that speaks for the actor within ``scope``; the text is returned here only.

    Raises ``ForbiddenError`` to a token (keys make no keys) and for the scope ``admin`` asked by
    somebody who administers nothing, ``InvalidInputError`` for an expiry that is not ahead.
    """
    require_session(actor)
    if scope is TokenScope.ADMIN and not (actor.is_administrator or actor.is_officer):
        raise ForbiddenError
    person = Person.objects.get(id=actor.person_id)
    return issue_token(
        actor=actor, person=person, name=name, scope=scope, expires_at=expires_at, clock=clock
    )


@transaction.atomic
def issue_token(
    *,
    actor: Actor,
    person: Person,
    name: str,
    scope: TokenScope,
    expires_at: datetime | None = None,
    clock: Clock = utc_now,
) -> tuple[ApiToken, str]:
    """Make a key for ``person`` without asking who wants it: for the command line and above."""
    now, label = clock(), normalise_name(name)
    if not label:
        raise InvalidInputError(field="name")
    if expires_at is not None and expires_at <= now:
        raise InvalidInputError(field="expires_at")
    secret = new_token()
    token = ApiToken.objects.create(
        person=person,
        name=label,
        token_hash=token_digest(secret),
        scope=scope,
        created_at=now,
        expires_at=expires_at,
    )
    record(
        actor=actor,
        action="token.created",
        organisation_id=person.organisation_id,
        facts={"token_id": str(token.id), "name": label, "scope": scope.value},
    )
    return token, secret


@transaction.atomic
def revoke_token(*, actor: PersonActor, token_id: UUID) -> None:
    """Make a key useless from the next request on. Raises ``NotFoundError`` unless it is hers."""
    require_write(actor)
    token = ApiToken.objects.filter(id=token_id, person_id=actor.person_id).first()
    if token is None:
        raise NotFoundError
    _end(actor, token, actor.organisation_id)


@transaction.atomic
def end_tokens(*, actor: Actor, person: Person) -> None:
    """Make all keys of ``person`` useless, without asking who wants it: for the command line."""
    for token in ApiToken.objects.filter(person=person):
        _end(actor, token, person.organisation_id)


def _end(actor: Actor, token: ApiToken, organisation_id: UUID) -> None:
    facts: dict[str, Fact] = {"token_id": str(token.id), "name": token.name}
    token.delete()
    record(actor=actor, action="token.revoked", organisation_id=organisation_id, facts=facts)
