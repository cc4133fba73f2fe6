"""Ticks: what came in everywhere in the process is stored in one commit, then shown.

A quiet process ticks at once. A busy one waits up to ``LONGEST_SECONDS`` so that more goes into
one commit and one frame. While a commit is under way the next tick gathers.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import InterfaceError, OperationalError

from apps.core.clock import utc_now
from apps.documents.errors import EntriesRefusedError
from apps.documents.operations.log import NewUpdate, append_updates
from apps.realtime.threads import DatabaseThread

from .errors import BrokenReplicaError
from .replica import Entry
from .room import Room

logger = logging.getLogger(__name__)

LONGEST_SECONDS = 0.02
# From some 1,400 edits a second on, ticks take the longest; below, a commit is the only wait.
SECONDS_AN_EDIT = 0.0007
# Half of the time is left to others where commits take long.
COMMITS_A_TICK = 2
# The thread that commits needs the interpreter a dozen times a commit, for microseconds, while it
# holds locks that other processes wait for. Python would let a busy loop keep it 5 ms each time.
SWITCH_SECONDS = 0.0005
FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 2.0


@dataclass(slots=True)
class Share:
    """A room's part of a commit."""

    room: Room
    updates: list[NewUpdate]


class Steward(Protocol):
    """Who looks after rooms that a tick finds in trouble, and tells other processes of news."""

    def mend(self, room: Room) -> None:
        """Its replica broke."""

    def evict(self, room: Room, refusals: dict[int, str]) -> None:
        """Entries of its tick, by place, were refused."""

    def give_up(self, room: Room) -> None:
        """What it wants to store cannot be stored."""

    def spread(self, room: Room, seqs: Sequence[int], news: bytes) -> None:
        """This was stored and shown."""


class Ticker:
    """See the module. ``call`` says that a room has something; one task does the rest."""

    def __init__(self, steward: Steward) -> None:
        self._steward = steward
        self._thread = DatabaseThread("documents-commit", keeps_connection=True)
        self._waiting: dict[Room, None] = {}
        self._wake = asyncio.Event()
        self._began = 0.0
        self._edits = 0
        self._commit_seconds = 0.0

    def call(self, room: Room) -> None:
        """Let the next tick look after this room."""
        if room not in self._waiting:
            self._waiting[room] = None
            self._wake.set()

    async def run(self) -> None:
        """Tick for ever."""
        sys.setswitchinterval(SWITCH_SECONDS)
        try:
            while True:
                await self._wake.wait()
                await self._pace()
                self._wake.clear()
                rooms = [room for room in self._waiting if room.is_waiting]
                self._waiting.clear()
                await self._tick(rooms)
        finally:
            self._thread.release()

    async def _pace(self) -> None:
        now = asyncio.get_running_loop().time()
        wish = max(self._edits * SECONDS_AN_EDIT, self._commit_seconds * COMMITS_A_TICK)
        pause = self._began + min(wish, LONGEST_SECONDS) - now
        if pause > 0:
            await asyncio.sleep(pause)
        self._began = max(now, now + pause)

    async def _tick(self, rooms: Sequence[Room]) -> None:
        self._edits = sum(room.waiting_edits for room in rooms)
        shares = [share for room in rooms if (share := self._begin(room)) is not None]
        if shares:
            await self._store(shares)

    def _begin(self, room: Room) -> Share | None:
        try:
            entries = room.begin_tick()
            if entries:
                return Share(room, _to_log(room, entries))
            room.end_tick(())
        except BrokenReplicaError:
            self._steward.mend(room)
        except Exception as error:  # noqa: BLE001 - see there
            self._lose(room, error)
        return None

    def _lose(self, room: Room, error: Exception) -> None:
        """Whatever it was, it must not end the ticks of all the others."""
        logger.error("a document's tick failed", exc_info=error)
        self._steward.give_up(room)

    async def _store(self, shares: list[Share]) -> None:
        loop = asyncio.get_running_loop()
        is_retry = False
        pause = FIRST_PAUSE_SECONDS
        while shares:
            updates = [update for share in shares for update in share.updates]
            began = loop.time()
            try:
                seqs = await self._thread.run(append_updates, updates, is_retry=is_retry)
            except EntriesRefusedError as error:
                shares = self._without_refused(shares, error.refusals)
            except (OperationalError, InterfaceError) as error:
                logger.warning("edits cannot be stored; trying again", extra={"reason": str(error)})
                for share in shares:
                    share.room.stall()
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
                is_retry = True
            except Exception as error:  # noqa: BLE001 - one room's trouble is not the others'
                await self._store_apart(shares, error)
                return
            else:
                self._commit_seconds = loop.time() - began
                self._end(shares, seqs)
                return

    async def _store_apart(self, shares: list[Share], error: Exception) -> None:
        """One room's edits must not keep those of the others from being stored."""
        if len(shares) > 1:
            for share in shares:
                await self._store([share])
            return
        logger.error("a document's edits cannot be stored", exc_info=error)
        self._steward.give_up(shares[0].room)

    def _without_refused(self, shares: list[Share], refusals: dict[int, str]) -> list[Share]:
        first = 0
        good = []
        for share in shares:
            places = range(first, first + len(share.updates))
            refused = {place - first: refusals[place] for place in places if place in refusals}
            if refused:
                self._steward.evict(share.room, refused)
            else:
                good.append(share)
            first += len(share.updates)
        return good

    def _end(self, shares: list[Share], seqs: Sequence[int]) -> None:
        first = 0
        for share in shares:
            own = seqs[first : first + len(share.updates)]
            first += len(share.updates)
            try:
                share.room.recover()
                self._steward.spread(share.room, own, share.room.end_tick(own))
            except BrokenReplicaError:
                self._steward.mend(share.room)
            except Exception as error:  # noqa: BLE001 - see there
                self._lose(share.room, error)


def _to_log(room: Room, entries: Sequence[Entry]) -> list[NewUpdate]:
    now = utc_now()
    return [
        NewUpdate(room.document_id, entry.update, entry.author, entry.client_ids, now)
        for entry in entries
    ]
