"""What a partner does with a link: come in, give the password, take a copy. All leaves a trace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import F

from apps.audit.operations import record
from apps.core.access import ItemAccess, LinkActor
from apps.core.clock import utc_now
from apps.core.errors import Fact, NotFoundError
from apps.drive.models import Item
from apps.sharing.errors import PasswordWrongError, UnlockDelayedError
from apps.sharing.models import Link

FREE_MISSES = 5
FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=1)


def unlock_link(*, actor: LinkActor, password: str) -> int:
    """Check a link's password; return the password version the visitor is now unlocked for.

    After five misses each further one doubles a delay during which not even the right password
    is looked at. The delay is kept on the link's row, so it holds for all server processes.
    Raises ``NotFoundError``, ``PasswordWrongError``, ``UnlockDelayedError``.
    """
    link = _begin_try(actor)
    if check_password(password, link.password_hash):
        _note_success(actor, link)
        return link.password_version
    raise _note_miss(actor, link)


@transaction.atomic
def _begin_try(actor: LinkActor) -> Link:
    """Count the try before it is judged: parallel guesses cannot share one."""
    link = Link.objects.select_for_update(of=("self",)).filter(id=actor.link_id).first()
    now = utc_now()
    if link is None or link.revoked_at is not None or link.expires_at <= now:
        raise NotFoundError
    if link.locked_until is not None and now < link.locked_until:
        remaining = (link.locked_until - now).total_seconds()
        raise UnlockDelayedError(retry_after_seconds=int(remaining) + 1)
    link.failed_unlocks += 1
    if link.failed_unlocks >= FREE_MISSES:
        doublings = min(link.failed_unlocks - FREE_MISSES, 16)
        link.locked_until = now + min(FIRST_DELAY * 2**doublings, LONGEST_DELAY)
    link.save(update_fields=["failed_unlocks", "locked_until"])
    return link


@transaction.atomic
def _note_success(actor: LinkActor, link: Link) -> None:
    unchanged = Link.objects.filter(id=link.id, password_version=link.password_version)
    unchanged.update(failed_unlocks=0, locked_until=None)
    _trace(actor, link.id, "link.unlocked")


@transaction.atomic
def _note_miss(actor: LinkActor, link: Link) -> PasswordWrongError:
    _trace(actor, link.id, "link.unlock_refused")
    return PasswordWrongError()


def _trace(actor: LinkActor, link_id: UUID, action: str) -> None:
    item = Item.objects.select_related("space").get(links=link_id)
    record(
        actor=actor,
        action=action,
        organisation_id=item.space.organisation_id,
        item_id=item.id,
        item_name=item.name,
        link_id=link_id,
    )


class DownloadOutcome(StrEnum):
    """How a download ended; the value is the action that is recorded.

    ``COMPLETE``: the content's last byte left, in one go or as the last part of a resumed download.
    ``PART``: a range that ends earlier was delivered. ``CUT``: the answer broke off.
    """

    COMPLETE = "link.downloaded"
    PART = "link.downloaded_part"
    CUT = "link.download_cut"


@transaction.atomic
def note_opening(*, access: ItemAccess, item: Item) -> None:
    """Record that the link's page was shown. GET consumes nothing; this only counts."""
    _note(access, item, "link.opened", counter="open_count")


@transaction.atomic
def note_view(*, access: ItemAccess, item: Item) -> None:
    """Record that something inside the link was looked at: a subfolder, the facts of a file."""
    _note(access, item, "link.viewed")


@transaction.atomic
def note_joining(*, access: ItemAccess, item: Item) -> None:
    """Record that a partner takes part in a document, under the name her actor carries."""
    _note(access, item, "link.joined")


@transaction.atomic
def note_download(
    *, access: ItemAccess, item: Item, outcome: DownloadOutcome, sent_bytes: int
) -> None:
    """Record a download when it ended. Only complete ones count."""
    counter = "download_count" if outcome is DownloadOutcome.COMPLETE else None
    _note(access, item, outcome.value, counter=counter, facts={"sent_bytes": sent_bytes})


@transaction.atomic
def note_refusal(*, access: ItemAccess, item: Item, code: str) -> None:
    """Record that content was asked for and refused: not scanned yet, infected, unscannable…"""
    _note(access, item, "link.download_refused", facts={"code": code})


def _note(
    access: ItemAccess,
    item: Item,
    action: str,
    *,
    counter: str | None = None,
    facts: Mapping[str, Fact] | None = None,
) -> None:
    actor = access.actor
    if not isinstance(actor, LinkActor):
        raise TypeError("only visits by link are noted")
    changes: dict[str, object] = {"last_used_at": utc_now()}
    if counter is not None:
        changes[counter] = F(counter) + 1
    Link.objects.filter(id=actor.link_id).update(**changes)
    record(
        actor=actor,
        action=action,
        organisation_id=access.organisation_id,
        item_id=item.id,
        item_name=item.name,
        facts=facts,
    )
