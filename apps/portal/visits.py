"""Who is at the door: a link, and what this browser can prove about it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from apps.core.access import Ability
from apps.core.addresses import client_address
from apps.core.clock import utc_now
from apps.core.errors import NotFoundError
from apps.sharing.gate import Opened, enter
from apps.sharing.models import Link
from apps.sharing.queries.sharing import LinkStatus, statuses_of
from apps.sharing.visitors import Visit, begin_visit

from .errors import ItemGoneError


def visit_of(request: HttpRequest, link_id: UUID) -> Visit:
    """Return the visit. Raises ``NotFoundError`` for who cannot prove to have had the token."""
    return begin_visit(
        request.COOKIES,
        link_id,
        address=client_address(request),
        request_id=request.META.get("HTTP_X_REQUEST_ID"),
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
