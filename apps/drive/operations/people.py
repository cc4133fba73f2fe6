"""Who, as a person, stands behind an act."""

from __future__ import annotations

from uuid import UUID

from apps.core.access import Actor, PersonActor


def person_of(actor: Actor) -> UUID | None:
    """Return the agent's id, None for a partner or the product itself."""
    return actor.person_id if isinstance(actor, PersonActor) else None
