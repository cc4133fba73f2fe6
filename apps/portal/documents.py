"""A live document as a partner reads it: complete on the server, no script."""

from __future__ import annotations

from uuid import UUID

from django.utils.safestring import SafeString

from apps.core.access import Ability
from apps.documents.content.reading import read_document
from apps.documents.formats.html_out import render_html
from apps.documents.queries.content import load_document
from apps.sharing.gate import Opened
from apps.sharing.visitors import Visit

from .errors import ItemGoneError
from .visits import enter_inside

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


def content_of(document_id: UUID) -> SafeString:
    """Return the content as harmless markup: only known elements, all text escaped."""
    loaded = load_document(document_id)
    root = read_document(loaded.build())
    return SafeString(render_html(root, lambda _: None))
