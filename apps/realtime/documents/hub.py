"""All rooms of one process: opening, mending and closing them, and what ties them to the others.

Belongs to one event loop. Rooms are opened from the log when somebody enters and closed half a
minute after the last one left.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any
from uuid import UUID

from apps.core.errors import NotFoundError
from apps.documents.bounds import configured_bounds
from apps.documents.queries.content import LoadedDocument, load_document
from apps.realtime.codes import CloseCode
from apps.realtime.loops import OnePerLoop
from apps.realtime.threads import DatabaseThread

from .errors import RoomUnavailableError
from .follower import Follower
from .member import Member
from .peers import NEWS_MAXIMUM_BYTES, Message, Peers
from .protocol import AwarenessEntry
from .replica import Replica, Stretch, find_breaking
from .room import Room
from .ticks import Ticker

logger = logging.getLogger(__name__)

LINGER_SECONDS = 30.0
PRESENCE_SECONDS = 0.03
MEND_PAUSE_SECONDS = 1.0
# A room whose replica breaks that often without anybody being at fault is closed.
BREAKDOWNS_MAXIMUM = 3


class Hub:
    """See the module."""

    def __init__(self) -> None:
        self.rooms: dict[UUID, Room] = {}
        self._loading: dict[UUID, asyncio.Task[Room]] = {}
        self._mending: set[UUID] = set()
        self._breakdowns: dict[UUID, int] = {}
        self._restless: dict[Room, None] = {}
        self._presence_timer: asyncio.TimerHandle | None = None
        self._thread = DatabaseThread("documents-load")
        self._ticker = Ticker(self)
        self._peers = Peers(self._hear)
        self._follower = Follower(self)
        self._tasks: set[asyncio.Task[Any]] = set()
        for work in (self._ticker.run(), self._peers.run(), self._follower.run()):
            self.start(work)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something run beside."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    # Rooms

    async def open(self, document_id: UUID) -> Room:
        """Return the room of a document, loaded from the log if nobody is in it.

        Raises ``NotFoundError``, and ``RoomUnavailableError`` rather than opening it empty.
        """
        room = self.rooms.get(document_id)
        if room is not None:
            return room
        loading = self._loading.get(document_id)
        if loading is None:
            loading = asyncio.get_running_loop().create_task(self._load(document_id))
            self._loading[document_id] = loading
            loading.add_done_callback(lambda _: self._loading.pop(document_id, None))
        # One who leaves while it loads must not cancel it for the others.
        return await asyncio.shield(loading)

    def leave(self, room: Room, member: Member) -> None:
        """Let somebody go; close the room later if she was the last."""
        loop = asyncio.get_running_loop()
        room.leave(member, loop.time())
        if not room.members:
            loop.call_later(LINGER_SECONDS, self._close_if_empty, room)

    def call(self, room: Room) -> None:
        """Something came in: see to it."""
        if room.is_waiting and room.document_id not in self._mending:
            self._ticker.call(room)
        if room.presence.has_changes:
            self._restless[room] = None
            if self._presence_timer is None:
                loop = asyncio.get_running_loop()
                self._presence_timer = loop.call_later(PRESENCE_SECONDS, self._show_presence)

    async def until_stored(self, room: Room) -> None:
        """Wait until what came in is durable; the server waits for this before it ends."""
        if self.rooms.get(room.document_id) is room:
            await room.settled.wait()

    async def _load(self, document_id: UUID) -> Room:
        loaded = await self._read(document_id)
        room = Room(document_id, Replica(loaded, configured_bounds()), self.call)
        self.rooms[document_id] = room
        self._peers.send({"who": document_id.bytes})
        return room

    async def _read(self, document_id: UUID) -> LoadedDocument:
        try:
            return await self._thread.run(load_document, document_id)
        except NotFoundError:
            raise
        except Exception as error:
            logger.exception("a document cannot be loaded", extra={"document": str(document_id)})
            raise RoomUnavailableError from error

    def _close_if_empty(self, room: Room) -> None:
        if (
            room.members
            or not room.settled.is_set()
            or self.rooms.get(room.document_id) is not room
        ):
            if not room.members and not room.settled.is_set():
                loop = asyncio.get_running_loop()
                loop.call_later(LINGER_SECONDS, self._close_if_empty, room)
            return
        self.drop(room)

    def drop(self, room: Room, code: CloseCode = CloseCode.OVERLOADED) -> None:
        """Close a room and send away who is still in it."""
        if self.rooms.get(room.document_id) is room:
            del self.rooms[room.document_id]
            self._breakdowns.pop(room.document_id, None)
        room.close(code)

    # Trouble; see ticks.Steward

    def mend(self, room: Room) -> None:
        """Build a room's replica again and close who broke it."""
        self._start_mending(room, ())

    def evict(self, room: Room, refusals: dict[int, str]) -> None:
        """The document is gone, or somebody wrote under a client id of somebody else."""
        if "gone" in refusals.values():
            self.drop(room, CloseCode.NOT_FOUND)
            return
        self._start_mending(room, room.senders_of(refusals))

    def give_up(self, room: Room) -> None:
        """Send everybody away: they keep what they wrote and come back."""
        self.drop(room)

    def _start_mending(self, room: Room, culprits: Iterable[Member]) -> None:
        for culprit in culprits:
            culprit.close(CloseCode.BAD_MESSAGE)
        if room.document_id not in self._mending:
            self._mending.add(room.document_id)
            self.start(self._mend(room, frozenset(culprits)))

    async def _mend(self, room: Room, culprits: frozenset[Member]) -> None:
        try:
            while self.rooms.get(room.document_id) is room:
                try:
                    await self._rebuild(room, culprits)
                except NotFoundError:
                    self.drop(room, CloseCode.NOT_FOUND)
                except RoomUnavailableError:
                    room.stall()
                    await asyncio.sleep(MEND_PAUSE_SECONDS)
                else:
                    return
        finally:
            self._mending.discard(room.document_id)
            self.call(room)

    async def _rebuild(self, room: Room, culprits: frozenset[Member]) -> None:
        loaded = await self._read(room.document_id)
        if not culprits:
            culprits = self._find_culprits(room, loaded)
        replica = Replica(loaded, configured_bounds())
        room.rebuild(replica, without=culprits)

    def _find_culprits(self, room: Room, loaded: LoadedDocument) -> frozenset[Member]:
        breaking = find_breaking(loaded, room.unsaved())
        culprits = frozenset(edit.sender for edit in breaking)
        for culprit in culprits:
            culprit.close(CloseCode.BAD_MESSAGE)
        count = 0 if culprits else self._breakdowns.get(room.document_id, 0) + 1
        self._breakdowns[room.document_id] = count
        logger.error(
            "the native library broke on a document",
            extra={"document": str(room.document_id), "culprits": len(culprits)},
        )
        if count > BREAKDOWNS_MAXIMUM:
            self.drop(room)
        return culprits

    # Other processes

    def spread(self, room: Room, seqs: Sequence[int], news: bytes) -> None:
        """Tell others what was stored; look for what they stored in between."""
        if self._peers.is_reachable:
            fast = news if len(news) <= NEWS_MAXIMUM_BYTES else b""
            self._peers.send(
                {
                    "document": room.document_id.bytes,
                    "first": seqs[0],
                    "last": seqs[-1],
                    "news": fast,
                }
            )
        if room.replica.has_gap:
            self._follower.look_soon(room, seqs[-1])

    def _hear(self, message: Message) -> None:
        if "who" in message:
            self._tell_who(message["who"])
            return
        room = self.rooms.get(UUID(bytes=message["document"]))
        if room is None:
            return
        if "notice" in message:
            room.notify(message["notice"])
        elif "presence" in message:
            self._hear_presence(room, message["process"], message["presence"])
        else:
            last = message["last"]
            if message["news"]:
                self._follower.absorb(room, [Stretch(message["first"], last, message["news"])])
            if room.replica.seq < last:
                self._follower.look_soon(room, last)

    def _tell_who(self, document: bytes) -> None:
        room = self.rooms.get(UUID(bytes=document))
        if room is not None:
            self._send_presence(room, room.presence.everyone(only_here=True))

    def _hear_presence(self, room: Room, process: str, states: Iterable[Sequence[Any]]) -> None:
        now = asyncio.get_running_loop().time()
        room.presence.absorb(process, [AwarenessEntry(*state) for state in states], now)
        self.call(room)

    def _show_presence(self) -> None:
        self._presence_timer = None
        rooms = list(self._restless)
        self._restless.clear()
        for room in rooms:
            everywhere, here = room.presence.take_changes()
            if everywhere:
                room.show_presence(everywhere)
            self._send_presence(room, here)

    def _send_presence(self, room: Room, entries: Sequence[AwarenessEntry]) -> None:
        if entries:
            states = [[entry.client_id, entry.clock, entry.state] for entry in entries]
            self._peers.send({"document": room.document_id.bytes, "presence": states})

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("a part of the documents' hub ended", exc_info=task.exception())


current_hub = OnePerLoop(Hub)
