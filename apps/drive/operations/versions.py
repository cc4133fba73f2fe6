"""Earlier versions come back as the newest."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from apps.core.access import Ability, ItemAccess
from apps.core.clock import utc_now
from apps.core.errors import NotFoundError
from apps.drive.models import FileVersion, Item

from .files import next_number, take_as_current
from .guards import refuse_unservable
from .locking import fetch_live_item, lock_space_of
from .people import person_of
from .quota import use_bytes
from .tracing import record_item


@transaction.atomic
def restore_version(*, access: ItemAccess, version_id: UUID) -> Item:
    """Put an earlier content on top, as a new version on the same object.

    Raises ``NotFoundError``, ``QuotaExceededError`` and, unless it is clean, what
    ``refuse_unservable`` raises.
    """
    access.require(Ability.EDIT)
    lock_space_of(access.item_id)
    item = fetch_live_item(access.item_id)
    versions = FileVersion.objects.filter(item=item).select_related("verdict")
    source = versions.filter(id=version_id).first()
    if source is None:
        raise NotFoundError
    refuse_unservable(source)
    use_bytes(space_id=item.space_id, size_bytes=source.size_bytes)
    now = utc_now()
    restored = FileVersion.objects.create(
        item=item,
        number=next_number(item.id),
        sha256=source.sha256,
        size_bytes=source.size_bytes,
        media_type=source.media_type,
        object_key=source.object_key,
        state=source.state,
        verdict_id=source.verdict_id,
        scan_after=now,
        created_by_id=person_of(access.actor),
        created_at=now,
    )
    take_as_current(item, restored)
    facts = {"version": restored.number, "from_version": source.number}
    record_item(access, "version.restored", item, facts=facts)
    return item
