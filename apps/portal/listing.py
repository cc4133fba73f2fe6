"""A folder as a partner sees it: folders first, by name, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from apps.core.access import Ability, ItemAccess
from apps.core.errors import DomainError
from apps.drive.models import FileVersion, Item
from apps.drive.operations.guards import refuse_unservable
from apps.sharing.queries.items import readable_children, rights_of_children

from .templatetags.measures import size
from .words import refusal_of

PAGE_SIZE = 40
_ORDER = ("folders_first", "sort_key", "id")


@dataclass(frozen=True, kw_only=True)
class Row:
    """An item as it is shown. ``reason`` says why a file cannot be downloaded, if it cannot."""

    item: Item
    version: FileVersion | None
    is_downloadable: bool
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of a listing, already in words: a template would take longer for them than SQL does.

    ``copy`` leads from the item's address to what can be downloaded, empty for nothing.
    """

    id: UUID
    kind: str
    name: str
    details: list[str]
    reason: str
    copy: str


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One page. ``next_after`` is the id the next page begins after, None on the last."""

    lines: list[Line]
    next_after: UUID | None
    is_first: bool


def list_folder(access: ItemAccess, after: str) -> Listing:
    """Return the page that begins after the item with the id ``after``; the first if it is none.

    Two queries, three on later pages.
    """
    children = readable_children(access).order_by(*_ORDER)
    # Who brought a file is not told to partners: one join, and a person a row, less.
    children = children.select_related(None).select_related("current_version__verdict")
    position = _position(access, after)
    if position is not None:
        children = _beyond(children, position)
    found = list(children[: PAGE_SIZE + 1])
    items = found[:PAGE_SIZE]
    rights = rights_of_children(access, items)
    days = _Days()
    return Listing(
        lines=[_line_of(row_of(item, rights[item.id].abilities), days) for item in items],
        next_after=items[-1].id if len(found) > PAGE_SIZE else None,
        is_first=position is None,
    )


def row_of(item: Item, abilities: frozenset[Ability]) -> Row:
    """Return how an item is shown to who holds these abilities on it."""
    if item.is_folder or item.is_document:
        return Row(item=item, version=None, is_downloadable=Ability.DOWNLOAD in abilities)
    try:
        version = refuse_unservable(item.current_version)
    except DomainError as error:
        reason = refusal_of(error).reason
        return Row(item=item, version=item.current_version, is_downloadable=False, reason=reason)
    return Row(item=item, version=version, is_downloadable=Ability.DOWNLOAD in abilities)


class _Days(dict[date, str]):
    """Days in the reader's words; a folder has few different ones."""

    def __missing__(self, day: date) -> str:
        self[day] = date_format(day, "DATE_FORMAT")
        return self[day]


def _line_of(row: Row, days: _Days) -> Line:
    return Line(
        id=row.item.id,
        kind=row.item.kind,
        name=row.item.name,
        details=_details(row, days),
        reason=row.reason,
        copy=_copy_of(row),
    )


def _copy_of(row: Row) -> str:
    if not row.is_downloadable or row.item.is_folder:
        return ""
    return "export?format=pdf" if row.item.is_document else "content"


def _details(row: Row, days: _Days) -> list[str]:
    if row.item.is_document:
        day = days[timezone.localtime(row.item.updated_at).date()]
        return [gettext("Document"), gettext("Changed on %(day)s") % {"day": day}]
    if row.version is None:
        return [gettext("Folder")] if row.item.is_folder else []
    details = [
        size(row.version.size_bytes),
        days[timezone.localtime(row.version.created_at).date()],
    ]
    if not row.reason and row.version.verdict is not None:
        day = days[timezone.localtime(row.version.verdict.scanned_at).date()]
        details.append(gettext("No threat found on %(day)s") % {"day": day})
    return details


def _position(access: ItemAccess, after: str) -> tuple[int, str, UUID] | None:
    """Return where an item stands in the folder, even if it was thrown away meanwhile."""
    try:
        item_id = UUID(after)
    except ValueError:
        return None
    return Item.objects.filter(parent_id=access.item_id, id=item_id).values_list(*_ORDER).first()


def _beyond(items: QuerySet[Item], position: tuple[int, str, UUID]) -> QuerySet[Item]:
    kind, key, item_id = position
    same_kind = Q(folders_first=kind) & (Q(sort_key__gt=key) | Q(sort_key=key, id__gt=item_id))
    return items.filter(Q(folders_first__gte=kind) & (Q(folders_first__gt=kind) | same_kind))
