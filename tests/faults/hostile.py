"""An enemy with the right to write, who sends whatever might break a server.

True frames with some bytes changed, lost, doubled; lengths and counts without measure; content under
the client id of somebody else; noise. She has a line of her own, without a library that would mind.
"""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from contextlib import suppress

from pycrdt import Doc, TransactionEvent
from websockets.frames import Frame, Opcode

from apps.documents.native import AnyDoc, NativeFailureError, native_call
from tests.property.updates import Sent, mutated, write
from tests.realtime.documents.typist import number

# The server answers so many questions at once; each frame is followed by one.
FRAMES_A_LINE = 14
_SYNC, _AWARENESS = 0, 1
_WHO_IS_HERE = b"\x03"
_LENGTHS = (0, 1, 127, 128, 16_383, 2**31, 2**32, 2**53, 2**70)


class Line:
    """A connection of hers. ``close_code`` is why the server ended it, 0 for no word at all."""

    def __init__(self, port: int, path: str, token: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request = (
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: bearer, {token}\r\n\r\n"
        )
        self._socket.sendall(request.encode())
        self._stream = self._socket.makefile("rb")
        assert b" 101 " in self._stream.readline()
        while self._stream.readline() != b"\r\n":
            pass
        self.close_code: int | None = None

    def bears(self, frame: bytes, opcode: Opcode = Opcode.BINARY) -> bool:
        """Send a frame; say whether the connection outlives it."""
        try:
            for data, kind in ((frame, opcode), (_WHO_IS_HERE, Opcode.BINARY)):
                self._socket.sendall(Frame(kind, data).serialize(mask=True))
        except OSError:
            self.close_code = self.close_code or 0
        return self._is_answered()

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def _is_answered(self) -> bool:
        for opcode, data in self._frames():
            if opcode == Opcode.CLOSE:
                self.close_code = int.from_bytes(data[:2], "big")
                return False
            if data[:1] == bytes((_AWARENESS,)):
                return True
        self.close_code = 0
        return False

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        try:
            while len(head := self._stream.read(2)) == 2:
                size = head[1]
                if size >= 126:
                    size = int.from_bytes(self._stream.read(2 if size == 126 else 8), "big")
                yield head[0] & 0x0F, self._stream.read(size)
        except OSError:
            return


class Enemy:
    """Makes frames from a seed; ``learn`` shows her the document as it is."""

    def __init__(self, rng: random.Random, victim: int) -> None:
        self._rng = rng
        self._victim = victim
        self._made: list[bytes] = []
        self._seen = [Sent(b"\0\0", {}, b"", b"")]
        self.learn(b"\0\0")

    def learn(self, state: bytes) -> None:
        """Go on from this state."""
        self._doc: AnyDoc = Doc(client_id=self._rng.randrange(1, 2**32))
        self._doc.apply_update(state)
        self._doc.observe(self._keep)

    def frame(self) -> tuple[bytes, Opcode]:
        """Return the next frame."""
        kind = self._rng.randrange(12)
        if kind == 0:
            return self._rng.randbytes(self._rng.choice([0, 1, 2, 5, 40, 400])), Opcode.BINARY
        if kind == 1:
            return self._rng.randbytes(6).hex().encode(), Opcode.TEXT
        if kind == 2:
            return _message(_SYNC, self._poison(), step=2), Opcode.BINARY
        true = self._true()
        if kind < 8:
            # Mutated inside, framed as it should be.
            return _message(
                true[0], mutated(true[3:], self._seen, self._rng), true[1]
            ), Opcode.BINARY
        return mutated(true, self._seen, self._rng), Opcode.BINARY

    def _keep(self, event: TransactionEvent) -> None:
        self._made.append(event.update)

    def _true(self) -> bytes:
        """Return a frame that an honest client could send, mostly a change."""
        kind = self._rng.randrange(8)
        if kind == 0:
            return b"\0\0" + number(len(vector := self._doc.get_state())) + vector
        if kind == 1:
            state = b'{"cursor":null,"user":{"name":"Bob"}}'
            entry = number(1) + number(self._doc.client_id) + number(1)
            entry += number(len(state)) + state
            return b"\x01" + number(len(entry)) + entry
        self._made.clear()
        # She may have left in it what no editor makes, and the library cannot give out.
        with suppress(NativeFailureError), native_call():
            write(self._doc, self._rng)
        update = self._made[-1] if self._made else b"\0\0"
        self._seen = [*self._seen[-20:], Sent(update, {}, b"", b"")]
        return _message(_SYNC, update, step=self._rng.choice([1, 2, 2, 2]))

    def _poison(self) -> bytes:
        """Return an update that means harm."""
        rng, victim = self._rng, number(self._victim)
        length = number(rng.choice(_LENGTHS))
        own = number(self._doc.client_id)
        text = b"\x04\x01\x07default" + length + b"x"
        return rng.choice(
            [
                # In the name of somebody else, whom it would silence.
                b"\x01\x01" + victim + length + b"\x04\x01\x07default\x01x\0",
                b"\x01\x01" + victim + b"\0\0" + length + b"\0",
                # Removed content, or a hole, without end.
                b"\x01\x01" + own + b"\0\0" + length + b"\0",
                b"\x01\x01" + own + b"\0\x0a" + length + b"\0",
                # Counts and lengths of what is not there.
                length + b"\x01" + own + b"\0" + text + b"\0",
                b"\x01" + length + own + b"\0" + text + b"\0",
                b"\x01\x01" + own + b"\0" + text + b"\0",
                b"\0\x01" + victim + b"\x01\0" + length,
                b"\0" + length,
                # Values nested a thousand deep.
                b"\x01\x01" + own + b"\0\x08\x01\x01a\x01" + b"\x75\x01" * 1000 + b"\x7e\0",
                # On something that will never come.
                b"\x01\x01" + own + b"\0\x84" + own + length + b"\x01x\0",
            ]
        )


def _message(kind: int, content: bytes, step: int | None = None) -> bytes:
    begin = bytes((kind,)) if kind == _AWARENESS or step is None else bytes((kind, step))
    return begin + number(len(content)) + content
