"""What comments and suggestions have in common when they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.audit.operations import record
from apps.core.access import Actor, ItemAccess, LinkActor, PersonActor
from apps.core.clock import utc_now
from apps.core.errors import Fact, NotFoundError
from apps.core.events import publish
from apps.documents.margin.anchors import AnchorInvalidError, parse_anchor
from apps.documents.margin.errors import AnchorRefusedError
from apps.documents.margin.events import MarginChanged
from apps.documents.models import Document
from apps.documents.models.margin import NAME_LENGTH
from apps.drive.models import Item


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A range of the text as a browser names it: anchors in bytes, its words, those around."""

    start: bytes
    end: bytes
    quote: str
    prefix: str = ""
    suffix: str = ""

    def fields(self) -> dict[str, Any]:
        """Return the columns of a row that hangs there. Raises ``AnchorRefusedError``."""
        for name, raw in (("anchor.start", self.start), ("anchor.end", self.end)):
            try:
                parse_anchor(raw)
            except AnchorInvalidError as error:
                raise AnchorRefusedError(field=name) from error
        return {
            "anchor_start": self.start,
            "anchor_end": self.end,
            "quote": self.quote,
            "prefix": self.prefix,
            "suffix": self.suffix,
        }


def authored_by(actor: Actor) -> dict[str, Any]:
    """Return the columns that say who made a row, and when."""
    person_id = actor.person_id if isinstance(actor, PersonActor) else None
    link_id = actor.link_id if isinstance(actor, LinkActor) else None
    named = actor.guest_name if isinstance(actor, LinkActor) else ""
    return {
        "author_id": person_id,
        "link_id": link_id,
        "author_name": (named or actor.label)[:NAME_LENGTH],
        "created_at": utc_now(),
    }


def lock_margin(document_id: UUID) -> None:
    """Serialise what is written beside one document, so that its bounds hold.

    The item's row, since the document's is the log's: who types must not wait for who comments.
    Raises ``NotFoundError`` for what is no document.
    """
    Item.objects.select_for_update(of=("self",), no_key=True).filter(id=document_id).first()
    if not Document.objects.filter(pk=document_id).exists():
        raise NotFoundError


def announce(access: ItemAccess, action: str, *, facts: Mapping[str, Fact]) -> None:
    """Record an act beside the text and tell who has it open. Never what was said, only by whom."""
    item_name = Item.objects.values_list("name", flat=True).get(id=access.item_id)
    record(
        actor=access.actor,
        action=action,
        organisation_id=access.organisation_id,
        item_id=access.item_id,
        item_name=item_name,
        facts=facts,
    )
    publish(MarginChanged(document_id=access.item_id))
