"""A live document as a partner reads it: complete on the server, no script."""

from __future__ import annotations

from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from apps.core.access import Ability
from apps.documents.formats.html_out import render_html
from apps.documents.queries.exporting import read_content
from apps.documents.queries.images import images_in, servable_images
from apps.sharing.gate import Opened
from apps.sharing.visitors import Visit

from .errors import ItemGoneError
from .visits import enter_inside

# Formats a partner can take a copy in, the one that everybody can open and print first.
EXPORTS = {"pdf": "PDF", "odt": "OpenDocument", "docx": "Word"}
TAKING_PART = frozenset({Ability.COMMENT, Ability.EDIT})


def enter_document(visit: Visit, item_id: UUID) -> Opened:
    """Pass the gate to a document that this link lets people take part in.

    Raises what ``enter_inside`` raises, ``ItemGoneError`` also for all else.
    """
    opened = enter_inside(visit, item_id)
    if not opened.item.is_document or not may_take_part(opened):
        raise ItemGoneError
    return opened


def may_take_part(opened: Opened) -> bool:
    """Whether there is more to do than to read."""
    return bool(TAKING_PART & opened.access.abilities)


def content_of(document_id: UUID, inside: str) -> SafeString:
    """Return the content as harmless markup: only known elements, all text escaped.

    ``inside`` leads from the page's address to those of items. An image that may not be shown is
    replaced by its description.
    """
    root = read_content(document_id).root
    shown = servable_images(document_id, images_in(root))

    def address(name: str) -> str | None:
        return f"{inside}{document_id}/images/{name}" if name in shown else None

    return SafeString(render_html(root, address, language=get_language() or "fr"))
