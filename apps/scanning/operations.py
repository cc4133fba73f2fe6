"""Recording verdicts. Scans of one content may run in parallel and end in any order."""

from __future__ import annotations

from django.db import transaction

from apps.core.events import publish
from apps.scanning.events import VerdictChanged
from apps.scanning.models import Verdict
from apps.scanning.outcomes import ScanOutcome, ScanState


def record_verdict(*, sha256: str, outcome: ScanOutcome) -> Verdict:
    """Keep ``outcome`` as the verdict of a content unless a better one is there, and return it.

    Publishes ``VerdictChanged`` in the same transaction when the state is new or different.
    """
    fields = _fields_of(outcome)
    with transaction.atomic():
        verdict, is_new = Verdict.objects.get_or_create(sha256=sha256, defaults=fields)
        if not is_new:
            verdict = Verdict.objects.select_for_update(no_key=True).get(sha256=sha256)
        if not is_new and not _replaces(outcome, verdict):
            return verdict
        is_changed = is_new or verdict.state != outcome.state
        for name, value in fields.items():
            setattr(verdict, name, value)
        verdict.save()
        if is_changed:
            publish(VerdictChanged(sha256=sha256, state=outcome.state))
    return verdict


def _fields_of(outcome: ScanOutcome) -> dict[str, object]:
    return {
        "state": outcome.state.value,
        "signature_name": outcome.signature_name,
        "reason": outcome.reason.value,
        "engine_version": outcome.version.engine,
        "signature_version": outcome.version.signature_version,
        "signature_date": outcome.version.signature_date,
        "bytes_examined": outcome.bytes_examined,
        "duration_ms": outcome.duration_ms,
        "scanned_at": outcome.scanned_at,
    }


def _replaces(outcome: ScanOutcome, held: Verdict) -> bool:
    """Say whether a new outcome takes the place of the verdict held.

    A failed scan says nothing about the content. An infected verdict yields only to an answer
    of signatures known to be newer: these withdrew a false alarm; anything else is a race.
    """
    if held.state == ScanState.ERROR:
        return True
    if outcome.state is ScanState.ERROR:
        return False
    is_newer = _is_newer(outcome.version.signature_version, held.signature_version)
    if held.state == ScanState.INFECTED and outcome.state is not ScanState.INFECTED:
        return is_newer
    if outcome.state is ScanState.INFECTED and held.state != ScanState.INFECTED:
        return not _is_newer(held.signature_version, outcome.version.signature_version)
    return is_newer or outcome.scanned_at >= held.scanned_at


def _is_newer(number: int | None, than: int | None) -> bool:
    return number is not None and than is not None and number > than
