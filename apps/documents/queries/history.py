"""Who wrote what is there, and what changed between two states, with the names of the hands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.accounts.models import Person
from apps.documents.bounds.errors import UpdateRefusedError
from apps.documents.content.lines import Line, lines_of
from apps.documents.errors import DocumentDamagedError
from apps.documents.models import DocumentClient
from apps.documents.native import NativeFailureError, native_call


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Who wrote by one client: an agent, a guest by her name, or with neither the product.

    ``since`` is when this client first wrote in the document.
    """

    person: Person | None
    guest_name: str
    since: datetime


def read_lines(state: bytes) -> list[Line]:
    """Return the lines of a state. Raises ``DocumentDamagedError``."""
    try:
        with native_call():
            return lines_of(state)
    except (NativeFailureError, UpdateRefusedError) as error:
        raise DocumentDamagedError from error


def hands_of(document_id: UUID, clients: Iterable[int]) -> Mapping[int, Hand]:
    """Return who is behind client ids of a document; unknown ones are left out. Two queries."""
    rows = DocumentClient.objects.filter(document_id=document_id, client_id__in=set(clients))
    return {
        row.client_id: Hand(person=row.person, guest_name=row.guest_name, since=row.bound_at)
        for row in rows.select_related("person")
    }
