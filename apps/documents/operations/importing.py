"""Files become documents beside them; the file stays as it is."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from uuid import UUID

from apps.core.access import Ability, ItemAccess
from apps.core.errors import DomainError
from apps.documents.content.changing import append_content
from apps.documents.content.nodes import paragraph
from apps.documents.formats.bounded import Imported, read_bounded
from apps.documents.formats.errors import UnreadableError
from apps.documents.formats.kinds import MEDIA_TYPES
from apps.documents.native import AnyDoc
from apps.documents.queries.images import read_object
from apps.drive.errors import ContentTooLargeError
from apps.drive.models import FileVersion, Item
from apps.drive.operations.guards import refuse_document, refuse_unservable
from apps.drive.operations.naming import OnConflict

from .creating import create_document
from .images import add_image

logger = logging.getLogger(__name__)

IMPORTED_MAXIMUM_BYTES = 50 * 1024 * 1024
# Gives the proof for an item that was just made, for writing.
EnterItem = Callable[[UUID], ItemAccess]
_BY_ENDING = {"md": "markdown", "markdown": "markdown", "html": "html", "htm": "html"}
_BY_MEDIA_TYPE = {
    MEDIA_TYPES["docx"]: "docx",
    MEDIA_TYPES["odt"]: "odt",
    "text/html": "html",
    "application/xml": "html",
}


def convert_file(
    *, access: ItemAccess, item: Item, folder: ItemAccess, enter_item: EnterItem
) -> Item:
    """Make a document of a clean file, in ``folder``; its images go through the scanner too.

    Raises ``UnreadableError``, ``ContentTooLargeError``, what ``refuse_unservable`` raises,
    ``QuotaExceededError``, ``ConverterBusyError``.
    """
    access.require(Ability.DOWNLOAD)
    refuse_document(item)
    version = refuse_unservable(item.current_version)
    imported = _read(item, version)
    document = create_document(
        access=folder,
        name=item.name.rpartition(".")[0] or item.name,
        on_conflict=OnConflict.RENAME,
        content=lambda doc: _fill(doc, imported),
    )
    for name, content in imported.images.items():
        _add_image(enter_item, document.id, UUID(name), content)
    return document


def source_format(item: Item, version: FileVersion) -> str:
    """Return the format a file is read in, by its content first, by its ending among texts.

    Raises ``UnreadableError``.
    """
    known = _BY_MEDIA_TYPE.get(version.media_type)
    ending = item.name.rpartition(".")[2].lower()
    if known is None and version.media_type == "text/plain":
        known = _BY_ENDING.get(ending, "text")
    # Markdown may begin with HTML, and then looks like it.
    if known == "html" and _BY_ENDING.get(ending) == "markdown":
        known = "markdown"
    if known is None:
        raise UnreadableError(reason="unknown_type")
    return known


def _read(item: Item, version: FileVersion) -> Imported:
    source = source_format(item, version)
    if version.size_bytes > IMPORTED_MAXIMUM_BYTES:
        raise ContentTooLargeError(
            size_bytes=version.size_bytes, maximum_bytes=IMPORTED_MAXIMUM_BYTES
        )
    content = read_object(version.object_key, version.size_bytes, version.sha256)
    return read_bounded(content, source)


def _fill(doc: AnyDoc, imported: Imported) -> None:
    """Write the content, and a last line to go on from where it ends with something else."""
    blocks = imported.root.children
    is_open = bool(blocks) and blocks[-1].type == "paragraph"
    append_content(doc, blocks if is_open else (*blocks, paragraph()))


def _add_image(enter_item: EnterItem, document_id: UUID, name: UUID, content: bytes) -> None:
    """Take an image in; one that is none, or infected, leaves its text in the document."""
    try:
        add_image(
            access=enter_item(document_id),
            size_bytes=len(content),
            reader=io.BytesIO(content),
            reopen=lambda: enter_item(document_id),
            name=name,
        )
    except DomainError as error:
        logger.info("an image was not imported", extra={"refusal": error.code})
