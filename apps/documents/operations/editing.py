"""Changing a document without a room: one more participant, with a client id of its own.

REST, import, restore and accepted suggestions come this way. Nothing is overwritten: what others
write meanwhile is merged with it, because the change is an update like any other.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from pycrdt import TransactionEvent

from apps.core.access import Ability, ItemAccess
from apps.core.clock import utc_now
from apps.core.events import publish
from apps.documents.authors import Author, author_of
from apps.documents.bounds import UpdateRefusedError, check_update, configured_bounds
from apps.documents.errors import DocumentTooLargeError
from apps.documents.events import DocumentChanged
from apps.documents.native import AnyDoc
from apps.documents.queries.content import LoadedDocument, load_document

from .log import NewUpdate, append_in_transaction

Change = Callable[[AnyDoc], None]


@dataclass(frozen=True, kw_only=True)
class Edited:
    """What an edit led to: the newest ``seq``, and the update, empty when nothing changed."""

    seq: int
    update: bytes


def edit_document(*, access: ItemAccess, change: Change, author: Author | None = None) -> Edited:
    """Let ``change`` work on the content as it is now, and append what it did.

    ``author`` is whom the text is attributed to, by default who acts. The document's row is locked
    for the append only. Raises ``ForbiddenError``, ``NotFoundError``, ``DocumentDamagedError``,
    ``DocumentTooLargeError`` and what ``change`` raises.
    """
    access.require(Ability.EDIT)
    by = author or author_of(access.actor)
    return write_change(access.item_id, change, by)


def write_change(document_id: UUID, change: Change, author: Author) -> Edited:
    """``edit_document`` for callers that hold a proof of another kind."""
    loaded = load_document(document_id)
    client_id = _new_client_id(loaded)
    update = _update_of(loaded.build(client_id=client_id), change)
    if not update:
        return Edited(seq=loaded.seq, update=b"")
    _refuse_excess(loaded, update)
    entry = NewUpdate(
        document_id=document_id,
        update=update,
        author=author,
        client_ids=(client_id,),
        at=utc_now(),
    )
    with transaction.atomic():
        (seq,) = append_in_transaction([entry])
        publish(DocumentChanged(document_id=document_id, seq=seq))
    return Edited(seq=seq, update=update)


def _refuse_excess(loaded: LoadedDocument, update: bytes) -> None:
    """What a room would not take from a participant is not written by us either."""
    bounds = configured_bounds()
    if loaded.size_bytes + len(update) > bounds.document_bytes:
        raise DocumentTooLargeError(reason="document", maximum_bytes=bounds.document_bytes)
    try:
        check_update(update, loaded.known, bounds, loaded.ground)
    except UpdateRefusedError as error:
        raise DocumentTooLargeError(
            reason=error.reason, maximum_bytes=bounds.update_bytes
        ) from error


def _update_of(doc: AnyDoc, change: Change) -> bytes:
    """Return what ``change`` does, as one update; empty when it does nothing."""
    made: list[bytes] = []

    def keep(event: TransactionEvent) -> None:
        made.append(event.update)

    subscription = doc.observe(keep)
    with doc.transaction():
        change(doc)
    doc.unobserve(subscription)
    return made[0] if made else b""


def _new_client_id(loaded: LoadedDocument) -> int:
    while True:
        client_id = secrets.randbits(32)
        if client_id not in loaded.owners:
            return client_id
