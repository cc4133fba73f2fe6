"""What happens beside the text, for the floors above."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from apps.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MarginChanged(Event):
    """A comment or a suggestion of this document was made, changed or ended."""

    document_id: UUID
