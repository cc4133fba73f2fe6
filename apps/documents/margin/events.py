"""What happens beside the text, for the floors above."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from apps.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MarginChanged(Event):
    """A comment or a suggestion of this document was made, changed or ended."""

    document_id: UUID


@dataclass(frozen=True, kw_only=True)
class PeopleMentioned(Event):
    """A comment names people, who may not have a right to the document; each is named once a comment."""

    document_id: UUID
    comment_id: UUID
    person_ids: frozenset[UUID]
    body: str
    author_name: str
