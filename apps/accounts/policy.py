"""Who may administer people, groups and invitations."""

from __future__ import annotations

from uuid import UUID

from apps.core.access import Actor, PersonActor, SystemActor
from apps.core.errors import ForbiddenError


def require_administrator(actor: Actor, organisation_id: UUID) -> None:
    """Let the product itself and the organisation's administrators through.

    Raises ``ForbiddenError`` for anybody else, and for a token that may only read.
    """
    if isinstance(actor, SystemActor):
        return
    if not isinstance(actor, PersonActor) or not actor.is_administrator:
        raise ForbiddenError
    if actor.organisation_id != organisation_id or not actor.can_write:
        raise ForbiddenError


def require_write(actor: PersonActor) -> None:
    """Raise ``ForbiddenError`` for a token that may only read."""
    if not actor.can_write:
        raise ForbiddenError


def require_session(actor: PersonActor) -> None:
    """Raise ``ForbiddenError`` for any token: a key must not make keys stronger than itself."""
    if actor.token_id is not None:
        raise ForbiddenError(reason="session")
