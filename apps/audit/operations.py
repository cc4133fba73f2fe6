"""Writing the audit trail: a direct call inside the transaction of the act itself."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from apps.core.access import Actor, LinkActor, PersonActor
from apps.core.clock import utc_now
from apps.core.errors import Fact

from .models import ActorType, AuditEvent


def record(
    *,
    actor: Actor,
    action: str,
    organisation_id: UUID | None,
    item_id: UUID | None = None,
    item_name: str = "",
    link_id: UUID | None = None,
    facts: Mapping[str, Fact] | None = None,
) -> None:
    """Append one row in the caller's transaction, so that act and trace stand or fall together.

    ``action`` is ``<object>.<past participle>``. Raises ``RuntimeError`` outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{action} was recorded outside the transaction of its act")
    actor_type, actor_id, token_id = _identity(actor)
    event = AuditEvent(
        at=utc_now(),
        organisation_id=organisation_id,
        actor_type=actor_type,
        actor_id=actor_id,
        actor_label=actor.label[:320],
        token_id=token_id,
        action=action,
        item_id=item_id,
        item_name=item_name,
        link_id=link_id or (actor.link_id if isinstance(actor, LinkActor) else None),
        address=actor.address or "",
        request_id=actor.request_id or "",
        facts=dict(facts or {}),
    )
    AuditEvent.objects.bulk_create([event])


def _identity(actor: Actor) -> tuple[ActorType, UUID | None, UUID | None]:
    if isinstance(actor, PersonActor):
        return ActorType.PERSON, actor.person_id, actor.token_id
    if isinstance(actor, LinkActor):
        return ActorType.LINK, actor.link_id, None
    return ActorType.SYSTEM, None, None
