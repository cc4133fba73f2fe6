"""Duplicates: the content as it is now, written anew by who copies. History stays behind."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from apps.core.access import Actor
from apps.documents.authors import author_of
from apps.documents.native import AnyDoc
from apps.documents.queries.content import load_document
from apps.documents.tree import copy_document

from .creating import begin_document
from .editing import write_change
from .images import copy_images


def copy_documents(*, copies: Mapping[UUID, UUID], actor: Actor) -> None:
    """Fill the new items with the content of the old ones, in the caller's transaction.

    Raises ``DocumentDamagedError``.
    """
    author = author_of(actor)
    for source_id, copy_id in copies.items():
        source = load_document(source_id).build()
        begin_document(copy_id)

        def fill(target: AnyDoc, source: AnyDoc = source) -> None:
            copy_document(source, target)

        write_change(copy_id, fill, author)
        copy_images(source_id, copy_id, author)
