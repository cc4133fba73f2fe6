"""Tells who has a document open that something was said beside it.

Hints bring it at once (``hints``); what no hint brought is read from the audit trail, once a second
for all rooms in one query: whichever process it was said in, with or without Redis. Browsers then
ask for what they may see; no content travels here.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from apps.audit.queries import newest_events_by_item

NOTICE = "margin_changed"
_OBJECTS = ("thread", "comment", "suggestion")


class MarginNews:
    """Remembers per document what was told last."""

    def __init__(self) -> None:
        self._told: dict[UUID, int] = {}

    def look(self, document_ids: Iterable[UUID]) -> set[UUID]:
        """Return the documents beside which something was said since the last look.

        A document that was not looked at before counts as told: who opens it asks by herself.
        Ids are given before commit, but acts beside one document are serialised by its lock.
        """
        wanted = set(document_ids)
        newest = newest_events_by_item(wanted, objects=_OBJECTS)
        news = {
            document_id
            for document_id in wanted
            if newest.get(document_id, 0) != self._told.get(document_id, newest.get(document_id, 0))
        }
        self._told = {document_id: newest.get(document_id, 0) for document_id in wanted}
        return news
