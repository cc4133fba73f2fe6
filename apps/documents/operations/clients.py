"""Client ids belong to who first brings them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from apps.documents.errors import EntriesRefusedError
from apps.documents.models import DocumentClient
from apps.documents.recovery import is_recovering

if TYPE_CHECKING:
    from .log import NewUpdate


def bind_clients(entries: Sequence[NewUpdate]) -> None:
    """Bind the client ids that entries name, under the locks of their documents.

    Raises ``EntriesRefusedError`` for entries with an id that is bound to somebody else, except
    while a restored backup is being made whole.
    """
    wanted = [(entry, client_id) for entry in entries for client_id in entry.client_ids]
    if not wanted:
        return
    rows = DocumentClient.objects.filter(
        document_id__in={entry.document_id for entry, _ in wanted},
        client_id__in={client_id for _, client_id in wanted},
    )
    owners: dict[tuple[UUID, int], tuple[UUID | None, UUID | None]] = {
        (document_id, client_id): (person_id, link_id)
        for document_id, client_id, person_id, link_id in rows.values_list(
            "document_id", "client_id", "person_id", "link_id"
        )
    }
    fresh: list[DocumentClient] = []
    refused: set[int] = set()
    for place, entry in enumerate(entries):
        for client_id in entry.client_ids:
            key = entry.document_id, client_id
            if key not in owners:
                owners[key] = entry.author.owner
                fresh.append(_row(entry, client_id))
            elif owners[key] != entry.author.owner:
                refused.add(place)
    if refused and not is_recovering():
        raise EntriesRefusedError(dict.fromkeys(sorted(refused), "client_taken"))
    DocumentClient.objects.bulk_create(fresh)


def _row(entry: NewUpdate, client_id: int) -> DocumentClient:
    return DocumentClient(
        document_id=entry.document_id,
        client_id=client_id,
        person_id=entry.author.person_id,
        link_id=entry.author.link_id,
        guest_name=entry.author.name,
        bound_at=entry.at,
    )
