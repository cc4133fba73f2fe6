"""Reading versions."""

from __future__ import annotations

import zlib
from uuid import UUID

from django.db.models import QuerySet

from apps.core.access import Ability, ItemAccess
from apps.core.errors import NotFoundError
from apps.documents.errors import DocumentDamagedError
from apps.documents.models import DocumentVersion


def versions_of(access: ItemAccess) -> QuerySet[DocumentVersion]:
    """The versions of a document, newest first, without their content."""
    access.require(Ability.READ)
    versions = DocumentVersion.objects.filter(document_id=access.item_id)
    return versions.defer("state").order_by("-at", "-id")


def find_version(access: ItemAccess, version_id: UUID) -> DocumentVersion:
    """Return one version of the document, with its content. Raises ``NotFoundError``."""
    access.require(Ability.READ)
    rows = DocumentVersion.objects.filter(document_id=access.item_id, id=version_id)
    version = rows.first()
    if version is None:
        raise NotFoundError
    return version


def state_of(version: DocumentVersion) -> bytes:
    """Return the content of a version as one update. Raises ``DocumentDamagedError``."""
    try:
        return zlib.decompress(bytes(version.state))
    except zlib.error as error:
        raise DocumentDamagedError from error
