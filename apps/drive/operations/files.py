"""Placing stored content in the tree: a new file, or a new version of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Max

from apps.core.access import ItemAccess
from apps.core.clock import utc_now
from apps.core.errors import Fact, NotFoundError
from apps.core.events import publish
from apps.drive.errors import NotAFileError, VersionChangedError
from apps.drive.events import ContentSettled, ItemCreated
from apps.drive.intake import IngestResult
from apps.drive.models import ContentState, FileVersion, Item, ItemKind
from apps.scanning.models import Verdict

from .guards import refuse_document
from .locking import fetch_live_item
from .naming import OnConflict, claim_name, sibling_named, write_name
from .people import person_of
from .placing import fetch_live_folder
from .tracing import record_item

FIRST_RETRY = timedelta(seconds=2)
_ACTIONS = {False: "version.created", True: "attachment.created"}


@dataclass(frozen=True, kw_only=True)
class FileTarget:
    """Where content is to go: with a ``name``, into a folder; without, onto a file.

    ``is_attachment``: beside the text of a live document, whose images are kept and scanned like
    any content, though the document itself has no current version.
    """

    name: str = ""
    is_attachment: bool = False
    on_conflict: OnConflict = OnConflict.FAIL
    expected_version_id: UUID | None = None


def refuse_unplaceable(access: ItemAccess, target: FileTarget) -> None:
    """Raise now what ``place_content`` would raise later, before any byte is sent."""
    item = _existing_file(access, target)
    if item is None:
        parent = fetch_live_folder(access.item_id, room_below=1)[-1]
        claim_name(
            parent_id=parent.id,
            name=target.name,
            on_conflict=target.on_conflict,
            person_id=person_of(access.actor),
        )


def place_content(
    access: ItemAccess,
    target: FileTarget,
    object_key: str,
    result: IngestResult,
    verdict: Verdict | None,
) -> tuple[Item, FileVersion, bool]:
    """Write the rows, under the locks of the verdict and the space.

    The verdict is the hash's: another scan of the same bytes may know more than ``result``.
    Returns item, version, whether the item is new.
    """
    item = _existing_file(access, target)
    is_new_item = item is None
    if item is None:
        item = _create_file(access, target)
    version = _add_version(access, item, object_key, result, verdict)
    take_as_current(item, version)
    action = "item.created" if is_new_item else _ACTIONS[target.is_attachment]
    facts: dict[str, Fact] = {
        "kind": item.kind,
        "version": version.number,
        "sha256": version.sha256,
        "state": version.state,
    }
    record_item(access, action, item, facts=facts)
    if is_new_item:
        publish(ItemCreated(item_id=item.id, parent_id=access.item_id))
    if version.state != ContentState.QUARANTINED:
        publish(ContentSettled(item_id=item.id, version_id=version.id, state=version.state))
    return item, version, is_new_item


def take_as_current(item: Item, version: FileVersion) -> None:
    """Make the newest clean version current; show a first one to its uploader alone until then.

    A version that still waits, or never will be clean, leaves a clean one where it is.
    """
    if item.is_document:
        # Its content is a log; versions are the images in it.
        return
    current = item.current_version
    is_clean = version.state == ContentState.CLEAN
    if item.held_for_id is None and not is_clean:
        return
    is_newer = current is None or current.number <= version.number
    if not is_newer and (not is_clean or (current is not None and current.is_servable)):
        return
    item.current_version, item.size_bytes = version, version.size_bytes
    item.updated_at = utc_now()
    if is_clean:
        item.held_for = None
    item.save(update_fields=["current_version", "size_bytes", "updated_at", "held_for"])


def _existing_file(access: ItemAccess, target: FileTarget) -> Item | None:
    """Return the file that gets a version, or None when a new one is to be made."""
    if not target.name:
        item = fetch_live_item(access.item_id)
        if target.is_attachment:
            return item
        refuse_document(item)
        if item.kind != ItemKind.FILE:
            raise NotAFileError
        expected = target.expected_version_id
        if expected is not None and item.current_version_id != expected:
            raise VersionChangedError
        return item
    if target.on_conflict is not OnConflict.VERSION:
        return None
    existing = sibling_named(access.item_id, target.name)
    is_fitting = existing is not None and existing.kind == ItemKind.FILE
    if not is_fitting or existing is None:
        return None
    is_visible = existing.held_for_id in {None, person_of(access.actor)}
    return fetch_live_item(existing.id) if is_visible else None


def _create_file(access: ItemAccess, target: FileTarget) -> Item:
    parent = fetch_live_folder(access.item_id, room_below=1)[-1]
    person_id = person_of(access.actor)
    if person_id is None:
        # Deposits by partners come with their own rules; nobody else gets here.
        raise NotFoundError
    chosen = claim_name(
        parent_id=parent.id,
        name=target.name,
        on_conflict=target.on_conflict,
        person_id=person_id,
    )
    now = utc_now()
    item = Item(
        space_id=parent.space_id,
        parent=parent,
        kind=ItemKind.FILE,
        held_for_id=person_id,
        created_by_id=person_id,
        created_at=now,
        updated_at=now,
    )
    write_name(item, chosen)
    item.save(force_insert=True)
    return item


def next_number(item_id: UUID) -> int:
    """Return the number the next version of a file carries."""
    newest = FileVersion.objects.filter(item_id=item_id).aggregate(newest=Max("number"))["newest"]
    return int(newest or 0) + 1


def _add_version(
    access: ItemAccess,
    item: Item,
    object_key: str,
    result: IngestResult,
    verdict: Verdict | None,
) -> FileVersion:
    now = utc_now()
    return FileVersion.objects.create(
        item=item,
        number=next_number(item.id),
        sha256=result.sha256,
        size_bytes=result.size_bytes,
        media_type=result.media_type,
        object_key=object_key,
        state=state_by(verdict),
        verdict=verdict,
        scan_after=now + FIRST_RETRY,
        created_by_id=person_of(access.actor),
        created_at=now,
    )


def state_by(verdict: Verdict | None) -> ContentState:
    """Return the state content has by a verdict; without a conclusive one it waits."""
    if verdict is None or verdict.state == ContentState.ERROR:
        return ContentState.QUARANTINED
    return ContentState(verdict.state)
