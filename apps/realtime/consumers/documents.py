"""``/ws/documents/<id>``: one socket, one document.

A plain ASGI application with a receive loop of its own: a framework's dispatch would cost more than
the message. It knows who knocks and how a connection ends; the room knows the rest.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any
from uuid import UUID

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, Scope, WebSocketScope
from django.db import Error

from apps.core.access import Ability, ItemAccess
from apps.core.errors import NotFoundError
from apps.documents.bounds import UpdateRefusedError
from apps.realtime.codes import CloseCode
from apps.realtime.documents.admission import Admission, Knock, current_doorkeeper
from apps.realtime.documents.errors import (
    BrokenReplicaError,
    ForeignClientError,
    ReadOnlyError,
    RestlessError,
    RoomUnavailableError,
)
from apps.realtime.documents.handshake import (
    choose_subprotocol,
    is_foreign,
    knock_of,
    knock_of_message,
)
from apps.realtime.documents.hub import Hub, current_hub
from apps.realtime.documents.member import Member
from apps.realtime.documents.pace import Allowance
from apps.realtime.documents.protocol import SUBPROTOCOL, FrameError, Kind, parse_frame
from apps.realtime.documents.room import Room
from apps.realtime.watch import current_watch

logger = logging.getLogger(__name__)

AUTHENTICATE_SECONDS = 10.0
CLOSE_SECONDS = 1.0
SETTLE_SECONDS = 8.0
# While that much waits to be stored, nothing more is read from those who write.
WAITING_MAXIMUM_BYTES = 4 * 1024 * 1024
WAITING_MAXIMUM_EDITS = 20_000

_CODES: tuple[tuple[type[Exception], CloseCode], ...] = (
    (FrameError, CloseCode.BAD_MESSAGE),
    (UpdateRefusedError, CloseCode.BAD_MESSAGE),
    (ForeignClientError, CloseCode.BAD_MESSAGE),
    (ReadOnlyError, CloseCode.FORBIDDEN),
    (RestlessError, CloseCode.TOO_MUCH),
)
_TOO_LARGE = frozenset({"update bytes", "document bytes"})
_REFUSALS = tuple(refusal for refusal, _ in _CODES)


async def document_socket(
    scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
) -> None:
    """Serve one connection; the address gave ``document_id``, and ``link_id`` at a partner's door."""
    assert scope["type"] == "websocket"
    await receive()
    if is_foreign(scope):
        await _refuse(send)
        return
    subprotocol = choose_subprotocol(scope)
    await _accept(send, subprotocol)
    entered = await _enter(scope, receive)
    if isinstance(entered, CloseCode):
        await _close(send, entered)
        return
    admission, room = entered
    socket = _Socket(room, admission, receive, send, speaks_ours=subprotocol == SUBPROTOCOL)
    del entered, admission, scope
    await socket.serve()


async def _enter(
    scope: WebSocketScope, receive: ASGIReceiveCallable
) -> tuple[Admission, Room] | CloseCode:
    arguments: dict[str, UUID] = scope["url_route"]["kwargs"]  # type: ignore[typeddict-item]  # Channels adds it
    document_id = arguments["document_id"]
    knock = knock_of(scope, document_id, arguments.get("link_id"))
    if knock is None:
        try:
            async with asyncio.timeout(AUTHENTICATE_SECONDS):
                knock = knock_of_message(await receive(), scope, document_id)
        except TimeoutError:
            return CloseCode.TIMEOUT
    if knock is None:
        return CloseCode.NOT_AUTHENTICATED
    return await _open(knock)


async def _open(knock: Knock) -> tuple[Admission, Room] | CloseCode:
    try:
        answer = await current_doorkeeper().admit(knock)
        if isinstance(answer, CloseCode):
            return answer
        return answer, await current_hub().open(knock.document_id)
    except NotFoundError:
        return CloseCode.NOT_FOUND
    except (RoomUnavailableError, Error):
        logger.warning("a document cannot be opened", exc_info=True)
        return CloseCode.OVERLOADED


class _Socket:
    """One connection in its room."""

    __slots__ = (
        "_asks",
        "_hub",
        "_is_settled",
        "_member",
        "_place",
        "_receive",
        "_send",
        "_states",
        "_task",
        "_ticket",
    )

    def __init__(
        self,
        room: Room,
        admission: Admission,
        receive: ASGIReceiveCallable,
        send: ASGISendCallable,
        *,
        speaks_ours: bool,
    ) -> None:
        self._receive = receive
        self._send = send
        self._hub: Hub = current_hub()
        self._task = asyncio.current_task()
        self._ticket = admission.ticket
        self._place = admission.access.ancestor_ids
        now = self._now()
        self._asks = Allowance(burst=20, per_second=1, now=now)
        self._states = Allowance(burst=200, per_second=40, now=now)
        self._member = Member(
            room,
            admission.identity,
            send,
            self._end,
            may_write=admission.access.allows(Ability.EDIT),
            speaks_ours=speaks_ours,
        )

    async def serve(self) -> None:
        """Take part until the connection ends."""
        member, watch = self._member, current_watch()
        room = member.room
        watch.add(self, self._ticket)
        room.enter(member)
        try:
            await self._listen(room, member)
        except asyncio.CancelledError:
            # By ourselves, because the line takes not even a close; or by the server as it ends.
            if not member.is_closing:
                raise
        finally:
            member.leave()
            watch.remove(self)
            self._hub.leave(room, member)
        await self._wait_until_stored(room)

    async def _listen(self, room: Room, member: Member) -> None:
        while True:
            message: Any = await self._receive()
            if message["type"] != "websocket.receive":
                return
            if not member.is_closing:
                self._take(room, member, message.get("bytes") or b"")
                if (
                    room.waiting_edits > WAITING_MAXIMUM_EDITS
                    or room.pending_bytes > WAITING_MAXIMUM_BYTES
                ):
                    await self._hub.until_stored(room)

    def _take(self, room: Room, member: Member, frame: bytes) -> None:
        try:
            kind, payload = parse_frame(frame)
            if kind is Kind.UPDATE or kind is Kind.ANSWER:
                room.change(member, kind, payload)
            elif kind is Kind.AWARENESS:
                now = self._now()
                self._states.spend(now)
                room.hear(member, payload, now)
            else:
                self._asks.spend(self._now())
                if kind is Kind.STATE:
                    room.ask(member, payload)
                else:
                    room.tell_presence(member)
        except _REFUSALS as refusal:
            self._refuse(member, refusal)
        except BrokenReplicaError:
            member.close(CloseCode.BAD_MESSAGE)
            self._hub.mend(room)

    def _refuse(self, member: Member, refusal: Exception) -> None:
        logger.info("a frame was refused", extra={"reason": str(refusal)})
        code = next(code for kind, code in _CODES if isinstance(refusal, kind))
        if isinstance(refusal, UpdateRefusedError) and refusal.reason in _TOO_LARGE:
            code = CloseCode.TOO_LARGE
        member.close(code)

    def on_standing(self, access: ItemAccess | None, code: CloseCode | None) -> None:
        """See ``watch.Holder``."""
        member = self._member
        if access is None:
            member.close(code or CloseCode.FORBIDDEN)
            return
        may_write = access.allows(Ability.EDIT)
        if may_write != member.may_write:
            member.room.set_right(member, may_write=may_write)
        if access.ancestor_ids != self._place:
            self._place = access.ancestor_ids
            member.notify("moved")

    def _end(self, code: CloseCode) -> None:
        self._hub.start(self._close_or_cut(code))

    async def _close_or_cut(self, code: CloseCode) -> None:
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await _close(self._send, code)
        except TimeoutError:
            if self._task is not None:
                self._task.cancel()

    async def _wait_until_stored(self, room: Room) -> None:
        """The server ends when its connections have: what came by them is durable by then."""
        try:
            async with asyncio.timeout(SETTLE_SECONDS):
                await self._hub.until_stored(room)
        except TimeoutError:
            logger.warning("edits were not stored in time")

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


async def _accept(send: ASGISendCallable, subprotocol: str | None) -> None:
    await send({"type": "websocket.accept", "subprotocol": subprotocol, "headers": []})


async def _refuse(send: ASGISendCallable) -> None:
    """Before ``accept``: the handshake is answered with 403."""
    await send({"type": "websocket.close", "code": 1000, "reason": None})


async def _close(send: ASGISendCallable, code: CloseCode) -> None:
    try:
        await send({"type": "websocket.close", "code": int(code), "reason": None})
    except Exception:  # noqa: BLE001 - the line is gone already
        logger.debug("nobody is there to close")
