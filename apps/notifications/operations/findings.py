"""A late finding of the antivirus is told to those whose file it is, with who may hold copies."""

from __future__ import annotations

from uuid import UUID

from apps.accounts.models import Person
from apps.audit.models import AuditEvent
from apps.drive.events import ContentSettled
from apps.drive.models import ContentState, FileVersion
from apps.drive.tree import chain_of

from .outbox import queue_mail

TAKEN = ("link.downloaded", "link.downloaded_part", "link.download_cut")
LISTED = 20


def tell_of_finding(event: ContentSettled) -> None:
    """Mail the version's author, and the owner of the personal space it lies in."""
    if event.state != ContentState.INFECTED:
        return
    version = FileVersion.objects.select_related("item__space", "verdict").get(id=event.version_id)
    downloads = _downloads(version)
    facts = {
        "name": version.item.name,
        "signature": version.verdict.signature_name if version.verdict else "",
        "number": version.number,
        "downloads": downloads[:LISTED],
        "unlisted": max(0, len(downloads) - LISTED),
        "folder_id": version.item.parent_id,
    }
    concerned = (version.created_by_id, version.item.space.owner_id)
    whom = {person_id for person_id in concerned if person_id is not None}
    for person in Person.objects.filter(id__in=whom, is_active=True):
        queue_mail(
            recipient=person.email,
            locale=person.locale,
            kind="finding",
            facts=facts,
            item_id=version.item_id,
            dedup_key=f"finding:{version.id}:{version.sha256}:{person.id}",
        )


def _downloads(version: FileVersion) -> list[AuditEvent]:
    """Return the downloads by partners of the file, or of a folder around it, since it is there."""
    places: list[UUID] = [item.id for item in chain_of(version.item_id)]
    return list(
        AuditEvent.objects.filter(item_id__in=places, action__in=TAKEN, at__gte=version.created_at)
    )
