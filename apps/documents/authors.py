"""Who wrote: an agent, or a partner by a link under the name she gave herself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from apps.core.access import Actor, LinkActor, PersonActor

GUEST_NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Author:
    """With neither id, the product itself. ``name`` is a guest's; agents are named by their row."""

    person_id: UUID | None = None
    link_id: UUID | None = None
    name: str = ""

    @property
    def owner(self) -> tuple[UUID | None, UUID | None]:
        """Whom a client id is bound to: a guest may change her name and keep her ids."""
        return self.person_id, self.link_id


def author_of(actor: Actor) -> Author:
    """Return the author that acts of ``actor`` are attributed to."""
    if isinstance(actor, PersonActor):
        return Author(person_id=actor.person_id)
    if isinstance(actor, LinkActor):
        return Author(link_id=actor.link_id, name=actor.guest_name[:GUEST_NAME_LENGTH])
    return Author()
