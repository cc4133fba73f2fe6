"""Room in a space: reserved before bytes come in, exact under parallel uploads.

Each change is one conditional UPDATE, so two uploads cannot both take the last place.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from apps.drive.errors import QuotaExceededError
from apps.drive.models import Space
from apps.drive.models.spaces import has_room


def reserve_bytes(*, space_id: UUID, size_bytes: int) -> None:
    """Set room aside. Raises ``QuotaExceededError``."""
    _take(space_id, size_bytes, column="reserved_bytes")


def release_bytes(*, space_id: UUID, size_bytes: int) -> None:
    """Give back what was set aside."""
    Space.objects.filter(id=space_id).update(reserved_bytes=F("reserved_bytes") - size_bytes)


def settle_bytes(*, space_id: UUID, size_bytes: int) -> None:
    """Turn a reservation into use: the bytes are stored."""
    Space.objects.filter(id=space_id).update(
        reserved_bytes=F("reserved_bytes") - size_bytes, used_bytes=F("used_bytes") + size_bytes
    )


def use_bytes(*, space_id: UUID, size_bytes: int) -> None:
    """Count bytes that need no upload (copy, restore). Raises ``QuotaExceededError``."""
    _take(space_id, size_bytes, column="used_bytes")


def free_bytes(*, space_id: UUID, size_bytes: int) -> None:
    """Stop counting bytes whose version is gone."""
    Space.objects.filter(id=space_id).update(used_bytes=F("used_bytes") - size_bytes)


def _take(space_id: UUID, size_bytes: int, *, column: str) -> None:
    taken = Space.objects.filter(has_room(size_bytes), id=space_id).update(
        **{column: F(column) + size_bytes}
    )
    if not taken:
        raise QuotaExceededError(size_bytes=size_bytes)
