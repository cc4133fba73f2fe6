"""Verdicts reach the versions they speak of, at first or years later."""

from __future__ import annotations

from django.db import transaction

from apps.audit.operations import record
from apps.core.access import SystemActor
from apps.core.events import publish
from apps.scanning.models import Verdict

from ..events import ContentSettled
from ..models import WAITING_STATES, ContentState, FileVersion
from .files import state_by, take_as_current
from .locking import lock_spaces
from .quota import free_bytes
from .trash import discard_objects


@transaction.atomic
def apply_verdict(*, sha256: str) -> int:
    """Bring every version with this hash to the verdict's state; return how many changed.

    First content found infected is removed from the store. Content that was clean once keeps its
    object, unservable: an officer decides, because signatures err too.
    """
    verdict = Verdict.objects.filter(sha256=sha256).first()
    if verdict is None or verdict.state == ContentState.ERROR:
        return 0
    wanted = state_by(verdict)
    touched = FileVersion.objects.filter(sha256=sha256).exclude(state=wanted)
    lock_spaces(touched.values_list("item__space_id", flat=True))
    rows = touched.select_for_update(of=("self",)).select_related(
        "item__current_version__verdict", "item__space"
    )
    versions = list(rows.order_by("item_id", "number"))
    for version in versions:
        _settle(version, wanted, verdict)
    return len(versions)


def _settle(version: FileVersion, state: ContentState, verdict: Verdict) -> None:
    was_waiting = version.state in WAITING_STATES
    version.state, version.verdict = state, verdict
    if state == ContentState.INFECTED and was_waiting and version.object_key:
        _remove_bytes(version)
    version.save(update_fields=["state", "verdict", "object_key"])
    take_as_current(version.item, version)
    record(
        actor=SystemActor(),
        action=f"content.{state}",
        organisation_id=version.item.space.organisation_id,
        item_id=version.item_id,
        item_name=version.item.name,
        facts={
            "version": version.number,
            "sha256": version.sha256,
            "signature_name": verdict.signature_name,
        },
    )
    publish(ContentSettled(item_id=version.item_id, version_id=version.id, state=version.state))


def _remove_bytes(version: FileVersion) -> None:
    discard_objects([version.object_key])
    free_bytes(space_id=version.item.space_id, size_bytes=version.size_bytes)
    version.object_key = ""
