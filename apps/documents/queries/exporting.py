"""What a document says now or said once, and the same as a file."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import translation

from apps.documents.content.nodes import Node
from apps.documents.content.reading import read_document, read_state
from apps.documents.errors import DocumentDamagedError
from apps.documents.formats.addresses import data_addresses
from apps.documents.formats.bounded import write_bounded
from apps.documents.formats.html_out import render_page
from apps.documents.formats.kinds import ENDINGS, MEDIA_TYPES, Export
from apps.documents.native import NativeFailureError, native_call
from apps.drive.models import Item
from apps.drive.serving.makers import MadeFile

from .content import load_document
from .images import images_in, load_images


@dataclass(frozen=True, kw_only=True)
class Exported:
    """A file made of a document."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a document says as of ``seq``, nothing in it made safe yet."""

    root: Node
    state: bytes
    seq: int


def read_content(document_id: UUID) -> Content:
    """Return the content now. Raises ``NotFoundError``, ``DocumentDamagedError``."""
    loaded = load_document(document_id)
    doc = loaded.build()
    try:
        with native_call():
            return Content(root=read_document(doc), state=doc.get_update(), seq=loaded.seq)
    except NativeFailureError as error:
        raise DocumentDamagedError from error


def page_of_document(item: Item) -> MadeFile:
    """Return a document as a page of HTML that holds its images: what archives of folders carry.

    Made here and not in a process of its own: an archive may hold hundreds, and nothing is parsed.
    Raises ``DocumentDamagedError``, ``StoreUnavailableError``.
    """
    root = read_content(item.id).root
    page = render_page(
        root,
        title=item.name,
        language=translation.get_language() or "fr",
        image_address=data_addresses(load_images(item.id, images_in(root))),
    )
    return MadeFile(name=f"{item.name}.{ENDINGS['html']}", content=page.encode())


def read_past(state: bytes) -> Node:
    """Return the content of a state that was kept. Raises ``DocumentDamagedError``."""
    try:
        with native_call():
            return read_state(state)
    except NativeFailureError as error:
        raise DocumentDamagedError from error


def export_document(
    *, document_id: UUID, root: Node, target: str, title: str, language: str
) -> Exported:
    """Return a document's content as a file of a format of ``MEDIA_TYPES``.

    Raises ``UnreadableError``, ``ConverterBusyError``, ``StoreUnavailableError``.
    """
    images = load_images(document_id, images_in(root)) if target != "text" else {}
    export = Export(title=title, language=language, images=images)
    return Exported(
        name=f"{title}.{ENDINGS[target]}",
        media_type=MEDIA_TYPES[target],
        content=write_bounded(root, target, export),
    )
