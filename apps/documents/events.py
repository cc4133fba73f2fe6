"""What happens in live documents, for the floors above."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from apps.core.events import Event


@dataclass(frozen=True, kw_only=True)
class DocumentChanged(Event):
    """The log of a document grew to ``seq`` by an act outside the rooms."""

    document_id: UUID
    seq: int
