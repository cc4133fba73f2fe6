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
    """Who wrote: an agent, a guest by her name, or with neither the product.

    ``since`` is when she first wrote in the document, as far as what is asked about tells.
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
    """Return who is behind client ids of a document, one hand for all ids of one author.

    Unknown ids are left out. One query.
    """
    rows = DocumentClient.objects.filter(document_id=document_id, client_id__in=set(clients))
    hands: dict[tuple[object, ...], Hand] = {}
    found: dict[int, Hand] = {}
    for row in rows.select_related("person").order_by("bound_at"):
        hand = Hand(person=row.person, guest_name=row.guest_name, since=row.bound_at)
        owner = (row.person_id, row.link_id, row.guest_name)
        found[row.client_id] = hands.setdefault(owner, hand)
    return found
