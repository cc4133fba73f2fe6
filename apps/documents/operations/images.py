"""Images of documents: taken in like files, scanned, counted, and shown only when clean."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from apps.core.access import Ability, ItemAccess
from apps.core.ids import new_id
from apps.documents.authors import Author
from apps.documents.errors import NotAnImageError
from apps.documents.formats.addresses import IMPORTED_IMAGE_MAXIMUM_BYTES
from apps.documents.models import DocumentImage
from apps.drive.errors import ContentTooLargeError
from apps.drive.intake import IngestResult
from apps.drive.models import ContentState, Item
from apps.drive.operations.copying import copy_attachments
from apps.drive.operations.receiving import Reopen, receive_attachment
from apps.storage.readers import ByteReader

IMAGE_MAXIMUM_BYTES = IMPORTED_IMAGE_MAXIMUM_BYTES
IMAGE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def add_image(
    *,
    access: ItemAccess,
    size_bytes: int,
    reader: ByteReader,
    reopen: Reopen,
    name: UUID | None = None,
) -> DocumentImage:
    """Take an image into a document; ``name`` is the id its nodes carry, by default a new one.

    ``reader`` gives ``size_bytes`` bytes. Until the scanner found them clean nobody sees them.
    Raises ``NotAnImageError`` by the content, never by a name, and what ``receive_file`` raises.
    """
    access.require(Ability.EDIT)
    if size_bytes > IMAGE_MAXIMUM_BYTES:
        raise ContentTooLargeError(size_bytes=size_bytes, maximum_bytes=IMAGE_MAXIMUM_BYTES)
    version = receive_attachment(
        access=access, size_bytes=size_bytes, reader=reader, reopen=reopen, accept=_refuse_others
    )
    return DocumentImage.objects.create(
        document_id=access.item_id, name=name or new_id(), version=version
    )


def _refuse_others(result: IngestResult) -> None:
    if result.media_type not in IMAGE_TYPES:
        raise NotAnImageError(media_type=result.media_type)


def copy_images(source_id: UUID, copy_id: UUID, author: Author) -> None:
    """Give a copied document the images of its original under their names; clean ones only.

    In the caller's transaction.
    """
    images = DocumentImage.objects.filter(document_id=source_id)
    clean = list(
        images.filter(version__state=ContentState.CLEAN).select_related("version").order_by("id")
    )
    if not clean:
        return
    with transaction.atomic():
        versions = copy_attachments(
            versions=[image.version for image in clean],
            item=Item.objects.get(id=copy_id),
            person_id=author.person_id,
        )
        DocumentImage.objects.bulk_create(
            [
                DocumentImage(document_id=copy_id, name=image.name, version=version)
                for image, version in zip(clean, versions, strict=True)
            ]
        )
