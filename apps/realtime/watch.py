"""Who holds a socket open is asked for her right again, all the time, whatever took it away.

Twice a second per process everybody is decided anew from the database, in a constant number of
queries: sessions and tokens ended, people deactivated, grants, groups, links, parents, the trash,
and what merely runs out. No event and no broker is needed for it, so none can be missed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db import Error

from apps.accounts.queries import living_sessions
from apps.core.access import ItemAccess
from apps.sharing.standing import Claim, Standing, decide_again

from .codes import CloseCode
from .loops import OnePerLoop
from .threads import DatabaseThread

logger = logging.getLogger(__name__)

PERIOD_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Ticket:
    """By what somebody is here: her session if she came by one, and what she wants to see."""

    session_id: UUID | None
    claim: Claim | None


class Holder(Protocol):
    """Who holds a ticket and is told what it is worth."""

    def on_standing(self, access: ItemAccess | None, code: CloseCode | None) -> None:
        """Called after each look: ``code`` says why to close, None that all is well."""


Verdict = tuple[ItemAccess | None, CloseCode | None]


def judge(tickets: Iterable[Ticket]) -> dict[Ticket, Verdict]:
    """Return what each ticket is worth now, in a constant number of queries."""
    asked = list(tickets)
    sessions = living_sessions({t.session_id for t in asked if t.session_id is not None})
    standings = decide_again(ticket.claim for ticket in asked if ticket.claim is not None)
    return {ticket: _verdict(ticket, sessions, standings) for ticket in asked}


def _verdict(
    ticket: Ticket, sessions: frozenset[UUID], standings: dict[Claim, Standing]
) -> Verdict:
    if ticket.session_id is not None and ticket.session_id not in sessions:
        return None, CloseCode.NOT_AUTHENTICATED
    if ticket.claim is None:
        return None, None
    standing = standings[ticket.claim]
    if standing.access is not None:
        return standing.access, None
    if not standing.may_act:
        return None, CloseCode.NOT_AUTHENTICATED
    return None, CloseCode.NOT_FOUND if standing.is_gone else CloseCode.FORBIDDEN


class Watch:
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self._holders: dict[Holder, Ticket] = {}
        self._thread = DatabaseThread("rights")
        self._task: asyncio.Task[None] | None = None

    def add(self, holder: Holder, ticket: Ticket) -> None:
        """Ask for this ticket from now on; again with another one to replace it."""
        self._holders[holder] = ticket
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    def remove(self, holder: Holder) -> None:
        """Ask no more."""
        self._holders.pop(holder, None)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._holders:
            began = loop.time()
            try:
                await self._look()
            except Error as error:
                # Nothing can be stored or read meanwhile either.
                logger.warning("rights cannot be decided", extra={"reason": str(error)})
            await asyncio.sleep(max(0.05, began + PERIOD_SECONDS - loop.time()))

    async def _look(self) -> None:
        asked = dict(self._holders)
        verdicts = await self._thread.run(judge, set(asked.values()))
        for holder, ticket in asked.items():
            if self._holders.get(holder) is ticket:
                holder.on_standing(*verdicts[ticket])


current_watch = OnePerLoop(Watch)
