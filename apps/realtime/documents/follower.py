"""Reads from the log what other processes wrote: when a hint or a gap says so, and every second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from typing import Protocol
from uuid import UUID

from django.db import Error

from apps.documents.errors import LogCompactedError
from apps.documents.queries.content import newest_seqs, updates_after
from apps.realtime.codes import CloseCode
from apps.realtime.threads import DatabaseThread

from .errors import BrokenReplicaError
from .marginal import NOTICE, MarginNews
from .replica import Stretch
from .room import Room

logger = logging.getLogger(__name__)

PERIOD_SECONDS = 1.0
# Time for the fast path to bring what a gap lacks.
GRACE_SECONDS = 0.03
PORTION = 500


class Keeper(Protocol):
    """What the follower needs of the hub."""

    rooms: dict[UUID, Room]

    def call(self, room: Room) -> None:
        """Something came in."""

    def mend(self, room: Room) -> None:
        """Build the room's replica again."""

    def drop(self, room: Room, code: CloseCode = ...) -> None:
        """Close the room."""


class Follower:
    """See the module."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._thread = DatabaseThread("documents-follow")
        self._wanted: dict[Room, None] = {}
        self._wake = asyncio.Event()
        self._margin = MarginNews()

    def look_soon(self, room: Room, seq: int) -> None:
        """Read what a room lacks up to ``seq``, unless it arrives by itself meanwhile."""
        asyncio.get_running_loop().call_later(GRACE_SECONDS, self._want, room, seq)

    def absorb(self, room: Room, stretches: Sequence[Stretch]) -> None:
        """Give a room what others stored."""
        try:
            room.absorb(stretches)
        except BrokenReplicaError:
            self._keeper.mend(room)

    async def run(self) -> None:
        """Follow for ever."""
        loop = asyncio.get_running_loop()
        survey_at = loop.time()
        while True:
            if loop.time() >= survey_at:
                survey_at = loop.time() + PERIOD_SECONDS
                await self._quietly(self._survey())
            wanted, self._wanted = list(self._wanted), {}
            for room in wanted:
                await self._quietly(self._read(room))
            await self._rest(survey_at - loop.time())

    def _want(self, room: Room, seq: int) -> None:
        if room.replica.seq < seq:
            self._wanted[room] = None
            self._wake.set()

    async def _rest(self, seconds: float) -> None:
        """Wait until something is wanted, at most that long."""
        self._wake.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, 0.0)):
                await self._wake.wait()

    async def _survey(self) -> None:
        """Compare all rooms with the log, in one query."""
        rooms = dict(self._keeper.rooms)
        if not rooms:
            return
        newest = await self._thread.run(newest_seqs, list(rooms))
        now = asyncio.get_running_loop().time()
        for document_id, room in rooms.items():
            if document_id not in newest:
                self._keeper.drop(room, CloseCode.NOT_FOUND)
            elif newest[document_id] > room.replica.seq:
                self._wanted[room] = None
            room.presence.forget_silent(now)
            self._keeper.call(room)
        for document_id in await self._thread.run(self._margin.look, list(rooms)):
            rooms[document_id].notify(NOTICE)

    async def _read(self, room: Room) -> None:
        """Read what a room lacks."""
        try:
            while True:
                after = room.replica.seq
                rows = await self._thread.run(updates_after, room.document_id, after, limit=PORTION)
                self.absorb(room, [Stretch(row.seq, row.seq, row.update) for row in rows])
                if len(rows) < PORTION or room.replica.seq == after:
                    return
        except LogCompactedError:
            self._keeper.mend(room)

    @staticmethod
    async def _quietly(work: Awaitable[None]) -> None:
        """Do something that is done again in a second if the database does not answer."""
        try:
            await work
        except Error as error:
            logger.warning("the log cannot be read; trying again", extra={"reason": str(error)})
        except Exception:
            # Whatever it was: a follower that stopped would leave all rooms behind, unseen.
            logger.exception("following the log failed; trying again")
