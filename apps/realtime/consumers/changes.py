"""``/ws/changes/``: tells a browser that the folder it shows has changed.

The browser sends ``{"type": "watch", "folder_id": …}`` (one folder at a time) and receives
``{"type": "watching", …}``, then ``{"type": "changed", …}``; it reloads what it shows by the API,
so no content and no name travels here.
"""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from channels.generic.websocket import AsyncJsonWebsocketConsumer

from apps.accounts.models import Person
from apps.core.access import ItemAccess
from apps.realtime.bridge import find_session, may_still_read, open_folder
from apps.realtime.codes import CloseCode
from apps.realtime.tail import tail
from apps.realtime.watch import Ticket, current_watch
from apps.sharing.standing import Claim

MESSAGE_MAXIMUM_CHARACTERS = 256
MESSAGES_MAXIMUM = 10_000


class ChangesConsumer(AsyncJsonWebsocketConsumer):
    """One browser tab of a signed-in agent."""

    access: ItemAccess | None = None
    session_id: UUID | None = None
    received = 0

    async def connect(self) -> None:
        """Accept, then say why not: a refused handshake tells a browser nothing."""
        await self.accept()
        self.session_id = await find_session(self.scope["session"].session_key)
        if self._person() is None or self.session_id is None:
            await self.close(CloseCode.NOT_AUTHENTICATED)
        else:
            current_watch().add(self, Ticket(self.session_id, None))

    async def disconnect(self, code: int) -> None:
        """Leave the tail."""
        current_watch().remove(self)
        self._forget()

    def on_standing(self, access: ItemAccess | None, code: CloseCode | None) -> None:
        """See ``watch.Holder``: her session was ended, or the folder is not hers to see any more."""
        if code is not None:
            current_watch().remove(self)
            final = CloseCode.NOT_AUTHENTICATED
            self._closing = asyncio.ensure_future(
                self.close(final if code is final else CloseCode.FORBIDDEN)
            )

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        """Bound the message before it is parsed."""
        self.received += 1
        if self.received > MESSAGES_MAXIMUM:
            await self.close(CloseCode.TOO_MUCH)
        elif text_data is None or len(text_data) > MESSAGE_MAXIMUM_CHARACTERS:
            await self.close(CloseCode.BAD_MESSAGE)
        else:
            await self._receive_text(text_data)

    async def _receive_text(self, text: str) -> None:
        try:
            content = await self.decode_json(text)
            folder_id = UUID(content["folder_id"]) if content["type"] == "watch" else None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            folder_id = None
        if folder_id is None:
            await self.close(CloseCode.BAD_MESSAGE)
        else:
            await self._watch(folder_id)

    async def _watch(self, folder_id: UUID) -> None:
        self._forget()
        person = self._person()
        access = None if person is None else await open_folder(person, folder_id)
        if access is None:
            await self.send_json({"type": "refused", "folder_id": str(folder_id)})
            return
        self.access = access
        current_watch().add(self, Ticket(self.session_id, Claim(access.actor, folder_id)))
        await tail.watch(folder_id, self._tell)
        await self.send_json({"type": "watching", "folder_id": str(folder_id)})

    def _person(self) -> Person | None:
        user: object = self.scope.get("user")
        return user if isinstance(user, Person) else None

    def _forget(self) -> None:
        if self.access is not None:
            tail.forget(self.access.item_id, self._tell)
            self.access = None

    async def _tell(self, folder_id: UUID) -> None:
        """Decide again before each hint: a right may have ended since the last."""
        access = self.access
        if access is None:
            return
        if await may_still_read(access):
            await self.send_json({"type": "changed", "folder_id": str(folder_id)})
        else:
            await self.close(CloseCode.FORBIDDEN)
