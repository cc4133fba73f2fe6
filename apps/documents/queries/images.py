"""Images of documents, for showing and for taking out."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from apps.core.errors import NotFoundError
from apps.documents.content.nodes import Node
from apps.documents.models import DocumentImage
from apps.drive.models import ContentState
from apps.drive.serving.chunks import StoredChunks
from apps.storage.objects import object_store

# What all images of one export may weigh: they are held in memory.
EXPORTED_IMAGES_MAXIMUM_BYTES = 60 * 1024 * 1024


def find_image(document_id: UUID, name: UUID) -> DocumentImage:
    """Return an image of a document, with version and verdict. Raises ``NotFoundError``."""
    images = DocumentImage.objects.select_related("version__verdict")
    image = images.filter(document_id=document_id, name=name).first()
    if image is None:
        raise NotFoundError
    return image


def images_in(root: Node) -> set[str]:
    """Return the names of all images that a document shows."""
    return {str(node.attrs.get("id")) for node in root.walk() if node.type == "image"}


def servable_images(document_id: UUID, names: Iterable[str]) -> set[str]:
    """Return which of these names are images that may be shown now. One query, none without names."""
    wanted = [name for name in map(_uuid, names) if name is not None]
    if not wanted:
        return set()
    images = DocumentImage.objects.filter(document_id=document_id, name__in=wanted)
    return {
        str(image.name)
        for image in images.select_related("version__verdict")
        if image.version.is_servable
    }


def load_images(document_id: UUID, names: Iterable[str]) -> dict[str, tuple[bytes, str]]:
    """Return content and media type of a document's clean images, by name.

    Those beyond ``EXPORTED_IMAGES_MAXIMUM_BYTES`` are left out, as are those not clean. Raises
    ``StoreUnavailableError``, ``CorruptContentError``.
    """
    wanted = [name for name in map(_uuid, names) if name is not None]
    images = DocumentImage.objects.filter(document_id=document_id, name__in=wanted)
    loaded: dict[str, tuple[bytes, str]] = {}
    left = EXPORTED_IMAGES_MAXIMUM_BYTES
    for image in images.filter(version__state=ContentState.CLEAN).select_related(
        "version__verdict"
    ):
        version = image.version
        if version.is_servable and version.size_bytes <= left:
            left -= version.size_bytes
            content = read_object(version.object_key, version.size_bytes, version.sha256)
            loaded[str(image.name)] = content, version.media_type
    return loaded


def read_object(object_key: str, size_bytes: int, sha256: str) -> bytes:
    """Return a whole object, its hash checked on the way; for contents of bounded size."""
    reader = object_store().open_range(object_key)
    chunks = StoredChunks(reader, length=size_bytes, sha256=sha256, object_key=object_key)
    try:
        return b"".join(iter(chunks.next_chunk, b""))
    finally:
        chunks.close()


def _uuid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
