"""A person who writes: a plain Yjs client of the live door, one thread, nothing of our code in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pycrdt import (
    Doc,
    Text,
    TransactionEvent,
    YMessageType,
    YSyncMessageType,
    create_sync_message,
    create_update_message,
    handle_sync_message,
)
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

PATIENCE_SECONDS = 15.0
OURS = "sovshare.v1"


class Typist:
    """Holds a document and a socket. ``pump`` reads what the server says until something holds."""

    def __init__(
        self, connection: ClientConnection, doc: Doc[Any] | None = None, hello: str | None = None
    ) -> None:
        self.connection = connection
        self.doc: Doc[Any] = doc or Doc()
        self.text: Text = self.doc.get("text", type=Text)
        self.saved: tuple[int, int, int] | None = None
        self.notices: list[dict[str, Any]] = []
        self.states: dict[int, dict[str, Any] | None] = {}
        self.frames = 0
        self.is_synced = False
        self.closed: int | None = None
        self._local: list[bytes] = []
        self._is_applying = False
        self._subscription = self.doc.observe(self._keep)
        if hello is not None:
            connection.send(hello)
        connection.send(create_sync_message(self.doc))

    def _keep(self, event: TransactionEvent) -> None:
        if not self._is_applying and event.update != b"\0\0":
            self._local.append(event.update)

    def write(self, text: str) -> None:
        """Append text and send it."""
        self.text += text
        self.flush()

    def flush(self) -> None:
        """Send what was changed here."""
        for update in self._local:
            self.send_update(update)
        self._local.clear()

    def forget_unsent(self) -> None:
        """Lose what was changed here and not sent."""
        self._local.clear()

    def send_update(self, update: bytes) -> None:
        """Send an update of any origin."""
        self.frames += 1
        self.connection.send(create_update_message(update))

    def pump(self, until: Callable[[Typist], bool], seconds: float = PATIENCE_SECONDS) -> None:
        """Take frames until something holds. Raises ``TimeoutError``."""
        deadline = time.monotonic() + seconds
        while not until(self):
            left = deadline - time.monotonic()
            if left <= 0 or self.closed is not None:
                raise TimeoutError(f"closed: {self.closed}, text: {str(self.text)[-200:]!r}")
            try:
                self.take(self.connection.recv(timeout=left))
            except TimeoutError:
                continue
            except ConnectionClosed as closed:
                self.closed = None if closed.rcvd is None else closed.rcvd.code
                if self.closed is None:
                    self.closed = 1006

    def glance(self, seconds: float) -> None:
        """Take what comes within a moment. Raises when the line is broken."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                self.take(self.connection.recv(timeout=left))
            except TimeoutError:
                return

    def take(self, frame: str | bytes) -> None:
        assert isinstance(frame, bytes)
        kind = frame[0]
        if kind == YMessageType.SYNC:
            self._take_sync(frame[1:])
        elif kind == YMessageType.AWARENESS:
            self._take_states(frame)
        elif kind == 100:
            reader = Reader(frame, 1)
            self.saved = (reader.number(), reader.number(), reader.number())
        elif kind == 101:
            import json

            reader = Reader(frame, 1)
            self.notices.append(json.loads(reader.bytes()))

    def _take_sync(self, message: bytes) -> None:
        self._is_applying = True
        answer = handle_sync_message(message, self.doc)
        self._is_applying = False
        if answer is not None:
            self.frames += 1
            self._local.clear()
            self.connection.send(answer)
        if message[0] == YSyncMessageType.SYNC_STEP2:
            self.is_synced = True

    def _take_states(self, frame: bytes) -> None:
        import json

        reader = Reader(Reader(frame, 1).bytes(), 0)
        for _ in range(reader.number()):
            client_id, _clock = reader.number(), reader.number()
            self.states[client_id] = json.loads(reader.bytes())

    def sync(self) -> Typist:
        self.pump(lambda typist: typist.is_synced)
        return self

    def until_saved(self) -> None:
        """Wait until the server says that all that was sent is durable."""
        self.pump(lambda typist: typist.saved is not None and typist.saved[2] >= typist.frames)

    def until_text(self, text: str) -> None:
        self.pump(lambda typist: str(typist.text) == text)

    def until_closed(self) -> int:
        try:
            self.pump(lambda typist: False)
        except TimeoutError:
            if self.closed is None:
                raise
        assert self.closed is not None
        return self.closed

    def tell(self, state: str, clock: int = 1, client_id: int | None = None) -> None:
        """Send one's presence, as JSON."""
        data = number(1) + number(client_id or self.doc.client_id) + number(clock)
        data += number(len(state.encode())) + state.encode()
        self.connection.send(b"\x01" + number(len(data)) + data)


class Reader:
    """lib0's numbers and byte strings."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def bytes(self) -> bytes:
        length = self.number()
        self.at += length
        return self.data[self.at - length : self.at]


def number(value: int) -> bytes:
    groups = bytearray()
    while value > 127:
        groups.append(value & 127 | 128)
        value >>= 7
    groups.append(value)
    return bytes(groups)


@contextmanager
def typing(
    connection: ClientConnection, doc: Doc[Any] | None = None, hello: str | None = None
) -> Iterator[Typist]:
    with connection:
        yield Typist(connection, doc, hello)
