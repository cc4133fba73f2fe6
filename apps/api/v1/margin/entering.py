"""Passing the gate to the document that something in its margin belongs to."""

from __future__ import annotations

from uuid import UUID

from apps.core.access import Ability, Actor, ItemAccess
from apps.core.errors import NotFoundError
from apps.documents.errors import NotADocumentError
from apps.documents.margin.rights import require_margin
from apps.drive.models import ItemKind
from apps.sharing.gate import enter


def enter_document(actor: Actor, item_id: UUID, *, want: Ability = Ability.READ) -> ItemAccess:
    """Return the proof for a document's margin.

    Raises what the gate raises, ``NotADocumentError``, and ``ForbiddenError`` for a reader.
    """
    opened = enter(actor, item_id, want=want)
    if opened.item.kind != ItemKind.DOCUMENT:
        raise NotADocumentError
    require_margin(opened.access)
    return opened.access


def enter_found(
    actor: Actor, item_id: UUID | None, *, want: Ability = Ability.COMMENT
) -> ItemAccess:
    """Enter the document that was found for an id; unknown and unreadable look the same."""
    if item_id is None:
        raise NotFoundError
    return enter_document(actor, item_id, want=want)
