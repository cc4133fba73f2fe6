"""Who is at the door: a link, and what this browser can prove about it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from apps.core.access import Ability, LinkActor
from apps.core.addresses import client_address
from apps.core.clock import utc_now
from apps.core.errors import NotFoundError
from apps.sharing.gate import Opened, enter
from apps.sharing.models import Link
from apps.sharing.queries.sharing import LinkStatus, find_link, statuses_of

from .errors import ItemGoneError
from .possession import Possession, read_possession


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A browser that once came with the link's token. What it may see, the gate says."""

    link: Link
    actor: LinkActor

    @property
    def is_locked(self) -> bool:
        """Whether the password is still, or again, to be given."""
        return self.link.has_password and not (
            self.actor.is_unlocked and self.actor.password_version == self.link.password_version
        )


def begin_visit(request: HttpRequest, link_id: UUID) -> Visit:
    """Return the visit. Raises ``NotFoundError`` for who cannot prove to have had the token."""
    possession = read_possession(request, link_id)
    link = find_link(link_id) if possession is not None else None
    if link is None or possession is None or not possession.is_of(link):
        raise NotFoundError
    return Visit(link=link, actor=actor_of(request, link, possession))


def actor_of(request: HttpRequest, link: Link, possession: Possession) -> LinkActor:
    """Return who acts: the label is what agents read in the audit trail."""
    return LinkActor(
        label=link.note or f"lien {link.id.hex[-8:]}",
        address=client_address(request),
        request_id=request.META.get("HTTP_X_REQUEST_ID"),
        link_id=link.id,
        is_unlocked=possession.password_version > 0,
        password_version=possession.password_version,
    )


def require_open(link: Link) -> None:
    """Raise ``NotFoundError`` unless the link works now, whether or not it was unlocked."""
    if statuses_of([link], utc_now())[link.id] is not LinkStatus.OPEN:
        raise NotFoundError


def enter_inside(visit: Visit, item_id: UUID, *, want: Ability = Ability.READ) -> Opened:
    """Pass the gate to something behind the link.

    Raises ``NotFoundError`` when the link itself is dead, ``ItemGoneError`` when only the item is
    out of reach, ``ForbiddenError`` when it may be seen but ``want`` is not allowed.
    """
    try:
        return enter(visit.actor, item_id, want=want)
    except NotFoundError:
        require_open(visit.link)
        raise ItemGoneError from None
