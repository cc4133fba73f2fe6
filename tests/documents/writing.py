"""Writing documents as their participants do."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pycrdt import Doc, XmlElement, XmlText

from apps.core.clock import utc_now
from apps.documents.authors import Author
from apps.documents.native import AnyDoc
from apps.documents.operations.creating import create_document
from apps.documents.operations.log import NewUpdate
from apps.documents.queries.content import load_document
from apps.documents.tree import root_of
from apps.drive.models import Item
from tests.world import Agent


def document(agent: Agent, name: str = "Note", *paragraphs: str) -> Item:
    """Make a document at the root of an agent's space."""
    access = agent.enter(agent.root)
    return create_document(access=access, name=name, content=typing(*paragraphs))


def typing(*paragraphs: str):  # type: ignore[no-untyped-def]  # a change, as ``edit_document`` takes it
    """Return the change that adds paragraphs at the end."""

    def change(doc: AnyDoc) -> None:
        for text in paragraphs:
            root_of(doc).children.append(XmlElement("paragraph", contents=[XmlText(text)]))

    return change


def text_of(document_id: UUID) -> str:
    """The content as it is stored, in XML."""
    return str(root_of(load_document(document_id).build()))


def paragraph(text: str, client_id: int) -> bytes:
    """An update that writes one paragraph into an empty document."""
    doc: AnyDoc = Doc(client_id=client_id)
    with doc.transaction():
        typing(text)(doc)
    return doc.get_update()


def entry(
    document_id: UUID, update: bytes, agent: Agent, client_ids: Sequence[int] = ()
) -> NewUpdate:
    return NewUpdate(
        document_id=document_id,
        update=update,
        author=Author(person_id=agent.id),
        client_ids=client_ids,
        at=utc_now(),
    )
