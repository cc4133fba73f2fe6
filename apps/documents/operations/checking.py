"""Is what opens what was written? The log is replayed, row by row, and compared.

Part of the drill after a backup was restored, and the remedy when a snapshot is damaged.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from pycrdt import Doc

from apps.core.errors import NotFoundError
from apps.documents.bounds import UNBOUNDED, check_state_vector
from apps.documents.content.reading import read_document
from apps.documents.errors import DocumentDamagedError
from apps.documents.models import Document, DocumentUpdate
from apps.documents.native import AnyDoc, NativeFailureError, native_call
from apps.documents.queries.content import LoadedDocument, load_document

from .snapshots import write_snapshot

PORTION = 500


class Finding(StrEnum):
    """What was found. ``log``: rows are missing or unreadable, only a backup helps;
    ``snapshot``: the log is whole, what is opened is not it.
    """

    SOUND = "sound"
    SNAPSHOT = "snapshot"
    LOG = "log"


def check_document(document_id: UUID, *, repairs: bool = False) -> Finding:
    """Compare what is opened of a document with its log.

    With ``repairs``, a snapshot that is not sound is made anew from the log. Raises
    ``NotFoundError``.
    """
    document = Document.objects.filter(item_id=document_id).first()
    if document is None:
        raise NotFoundError
    opened = _open(document_id)
    until = document.seq if opened is None else opened.seq
    try:
        replayed = _replay(document, until)
    except (NativeFailureError, DocumentDamagedError):
        return Finding.LOG
    if opened is not None and _reads_like(opened, replayed):
        return Finding.SOUND
    if repairs:
        with native_call():
            state = replayed.get_update()
        write_snapshot(document_id, until, state, replaces=True)
    return Finding.SNAPSHOT


def _open(document_id: UUID) -> LoadedDocument | None:
    try:
        return load_document(document_id)
    except DocumentDamagedError:
        return None


def _replay(document: Document, until: int) -> AnyDoc:
    """Return what the rows up to ``until`` make.

    Raises ``NativeFailureError``, and ``DocumentDamagedError`` when a row is missing.
    """
    doc: AnyDoc = Doc()
    expected = document.compacted_seq + 1
    rows = DocumentUpdate.objects.filter(document=document, seq__lte=until).order_by("seq")
    for seq, update in rows.values_list("seq", "update").iterator(chunk_size=PORTION):
        if seq > document.compacted_seq:
            if seq != expected:
                raise DocumentDamagedError
            expected += 1
        with native_call():
            doc.apply_update(bytes(update))
    if expected != until + 1:
        raise DocumentDamagedError
    return doc


def _reads_like(opened: LoadedDocument, replayed: AnyDoc) -> bool:
    try:
        doc = opened.build()
    except DocumentDamagedError:
        return False
    with native_call():
        clocks = check_state_vector(replayed.get_state(), UNBOUNDED)
        # Trees, not their XML: the library writes attributes in any order.
        return opened.known == clocks and read_document(doc) == read_document(replayed)
