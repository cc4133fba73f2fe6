"""Verdicts reach the versions they speak of, at first or years later."""

from __future__ import annotations

from django.db import transaction

from apps.audit.operations import record
from apps.core.access import SystemActor
from apps.core.events import publish
from apps.drive.events import ContentSettled
from apps.drive.models import WAITING_STATES, ContentState, FileVersion, Item, Space
from apps.scanning.models import Verdict

from .files import state_by, take_as_current
from .locking import fetch_item, lock_spaces_found, lock_verdict
from .quota import free_bytes
from .trash import discard_objects


@transaction.atomic
def apply_verdict(*, sha256: str) -> int:
    """Bring every version with this hash to the verdict's state; return how many changed.

    First content found infected is removed from the store. Content that was clean once keeps its
    object, unservable: an officer decides, because signatures err too.
    """
    verdict = lock_verdict(sha256)
    if verdict is None or verdict.state == ContentState.ERROR:
        return 0
    wanted = state_by(verdict)
    touched = FileVersion.objects.filter(sha256=sha256).exclude(state=wanted)
    if wanted == ContentState.CLEAN:
        # Bytes removed as infected do not come back when the signature is withdrawn.
        touched = touched.exclude(object_key="")
    spaces = lock_spaces_found(lambda: set(touched.values_list("item__space_id", flat=True)))
    rows = touched.filter(item__space__in=spaces).select_for_update(of=("self",))
    versions = list(rows.order_by("item_id", "number"))
    for version in versions:
        item = fetch_item(version.item_id)
        _settle(item, version, wanted, verdict)
        _announce(spaces[item.space_id], item, version, verdict)
    return len(versions)


def _settle(item: Item, version: FileVersion, state: ContentState, verdict: Verdict) -> None:
    was_waiting = version.state in WAITING_STATES
    version.state, version.verdict = state, verdict
    if state == ContentState.INFECTED and was_waiting and version.object_key:
        discard_objects([version.object_key])
        free_bytes(space_id=item.space_id, size_bytes=version.size_bytes)
        version.object_key = ""
    version.save(update_fields=["state", "verdict", "object_key"])
    take_as_current(item, version)


def _announce(space: Space, item: Item, version: FileVersion, verdict: Verdict) -> None:
    record(
        actor=SystemActor(),
        action=f"content.{version.state}",
        organisation_id=space.organisation_id,
        item_id=item.id,
        item_name=item.name,
        facts={
            "version": version.number,
            "sha256": version.sha256,
            "signature_name": verdict.signature_name,
        },
    )
    publish(ContentSettled(item_id=item.id, version_id=version.id, state=version.state))
