"""Receiving content: reserve, take in, settle. The only way bytes enter the drive.

Three short transactions around one long transfer: no lock is held while a client sends. Whatever
breaks in between leaves an ``Upload`` row that the sweeper undoes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from apps.audit.operations import record
from apps.core.access import Ability, ItemAccess
from apps.core.clock import utc_now
from apps.drive.errors import ContentTooLargeError, InfectedError, UploadExpiredError
from apps.drive.intake import IngestResult, ingest
from apps.drive.models import FileVersion, Item, Upload
from apps.drive.names import normalise_name
from apps.scanning.models import Verdict
from apps.scanning.operations import record_verdict
from apps.scanning.outcomes import ScanState
from apps.scanning.queries import find_verdict
from apps.storage.keys import new_object_key
from apps.storage.readers import ByteReader

from .files import FileTarget, place_content, refuse_unplaceable
from .locking import fetch_item, lock_spaces, lock_spaces_of, lock_verdict
from .naming import OnConflict
from .people import person_of
from .quota import release_bytes, reserve_bytes, settle_bytes
from .trash import discard_objects

UPLOAD_LIFETIME = timedelta(hours=24)

Reopen = Callable[[], ItemAccess]
Accept = Callable[[IngestResult], None]


@dataclass(frozen=True, kw_only=True)
class Received:
    """What came of an upload. ``is_new_item`` is false when an existing file got a version."""

    item: Item
    version: FileVersion
    is_new_item: bool


def receive_file(
    *,
    access: ItemAccess,
    name: str,
    size_bytes: int,
    reader: ByteReader,
    on_conflict: OnConflict,
    reopen: Reopen,
) -> Received:
    """Take a new file into the folder of ``access``.

    ``reader`` gives exactly ``size_bytes`` bytes; ``reopen`` passes the gate once more when they
    have arrived, because a right may have ended meanwhile. Raises ``NameInvalidError``,
    ``NameTakenError``, ``ContentTooLargeError``, ``QuotaExceededError``, ``InfectedError``,
    ``StoreUnavailableError``.
    """
    target = FileTarget(name=normalise_name(name), on_conflict=on_conflict)
    return _receive(access, target, size_bytes, reader, reopen)


def receive_version(
    *,
    access: ItemAccess,
    size_bytes: int,
    reader: ByteReader,
    reopen: Reopen,
    expected_version_id: UUID | None = None,
) -> Received:
    """Take new content for the file of ``access``; errors as ``receive_file``.

    Raises ``VersionChangedError`` when ``expected_version_id`` is not the current version.
    """
    target = FileTarget(expected_version_id=expected_version_id)
    return _receive(access, target, size_bytes, reader, reopen)


def receive_attachment(
    *,
    access: ItemAccess,
    size_bytes: int,
    reader: ByteReader,
    reopen: Reopen,
    accept: Accept,
) -> FileVersion:
    """Take content that belongs to the text of the document of ``access``; errors as the others.

    ``accept`` looks at what arrived, before it is placed, and raises to refuse it.
    """
    target = FileTarget(is_attachment=True)
    return _receive(access, target, size_bytes, reader, reopen, accept=accept).version


def _receive(
    access: ItemAccess,
    target: FileTarget,
    size_bytes: int,
    reader: ByteReader,
    reopen: Reopen,
    *,
    accept: Accept = lambda _: None,
) -> Received:
    upload = _begin(access, target, size_bytes)
    try:
        result = ingest(reader, size_bytes, upload.object_key)
        if result.scan.is_conclusive:
            record_verdict(sha256=result.sha256, outcome=result.scan)
        _refuse_infected(result, find_verdict(result.sha256))
        accept(result)
        return _finish(reopen(), target, upload, result)
    except BaseException as error:
        abandon_upload(upload)
        if isinstance(error, InfectedError):
            _record_refusal(access, target, error)
        raise


@transaction.atomic
def _begin(access: ItemAccess, target: FileTarget, size_bytes: int) -> Upload:
    access.require(Ability.EDIT)
    maximum = settings.UPLOAD_ONE_SHOT_MAX_BYTES
    if size_bytes > maximum:
        raise ContentTooLargeError(size_bytes=size_bytes, maximum_bytes=maximum)
    refuse_unplaceable(access, target)
    reserve_bytes(space_id=access.space_id, size_bytes=size_bytes)
    now = utc_now()
    return Upload.objects.create(
        space_id=access.space_id,
        size_bytes=size_bytes,
        object_key=new_object_key(),
        created_by_id=person_of(access.actor),
        created_at=now,
        expires_at=now + UPLOAD_LIFETIME,
    )


@transaction.atomic
def _finish(
    access: ItemAccess, target: FileTarget, upload: Upload, result: IngestResult
) -> Received:
    access.require(Ability.EDIT)
    verdict = lock_verdict(result.sha256)
    _refuse_infected(result, verdict)
    lock_spaces_of([access.item_id], upload.space_id)
    if not Upload.objects.filter(id=upload.id).delete()[0]:
        # The sweeper gave it up: the reservation is gone and the object will be.
        raise UploadExpiredError
    _settle_room(upload, fetch_item(access.item_id).space_id)
    item, version, is_new_item = place_content(access, target, upload.object_key, result, verdict)
    return Received(item=item, version=version, is_new_item=is_new_item)


def _settle_room(upload: Upload, space_id: UUID) -> None:
    """Count the bytes where the item hangs now; it may have moved during the transfer."""
    if space_id != upload.space_id:
        release_bytes(space_id=upload.space_id, size_bytes=upload.size_bytes)
        reserve_bytes(space_id=space_id, size_bytes=upload.size_bytes)
    settle_bytes(space_id=space_id, size_bytes=upload.size_bytes)


def _refuse_infected(result: IngestResult, verdict: Verdict | None) -> None:
    """Refuse what this scan found, and what is known to be infected although this scan failed."""
    if result.scan.state == ScanState.INFECTED:
        raise InfectedError(signature_name=result.scan.signature_name, sha256=result.sha256)
    if verdict is not None and verdict.state == ScanState.INFECTED:
        raise InfectedError(signature_name=verdict.signature_name, sha256=result.sha256)


@transaction.atomic
def _record_refusal(access: ItemAccess, target: FileTarget, refusal: InfectedError) -> None:
    record(
        actor=access.actor,
        action="content.refused",
        organisation_id=access.organisation_id,
        item_id=access.item_id,
        item_name=target.name,
        facts=refusal.facts,
    )


@transaction.atomic
def abandon_upload(upload: Upload) -> None:
    """Give back the room and have the object deleted; harmless when already done."""
    lock_spaces([upload.space_id])
    deleted, _ = Upload.objects.filter(id=upload.id).delete()
    if deleted:
        release_bytes(space_id=upload.space_id, size_bytes=upload.size_bytes)
        discard_objects([upload.object_key])
