"""Sharing's work for the worker process."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from apps.core.clock import utc_now
from apps.core.jobs import Job, register_job
from apps.drive.operations.rescanning import rescan_next
from apps.drive.tree import subtrees

from .models import Link

RECENTLY = timedelta(days=30)


def register() -> None:
    """Called once when the application is ready."""
    register_job(Job(name="rescan exposed content", every_seconds=60, run=rescan_exposed))


def rescan_exposed() -> int:
    """Scan again, before all other, what partners can reach now or took lately; 1, or 0 if none."""
    now = utc_now()
    is_open = Q(revoked_at=None, expires_at__gt=now)
    was_used = Q(download_count__gt=0, last_used_at__gt=now - RECENTLY)
    roots = Link.objects.filter(is_open | was_used).values_list("item_id", flat=True)
    return rescan_next(among=subtrees(set(roots)))
