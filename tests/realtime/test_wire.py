"""Frames as they come from a network: cut anywhere, of all kinds, and always read the same."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Sequence
from typing import Any

import pytest
from websockets.frames import CloseCode, Frame, Opcode

from tests.api.running import QUICK_WEB_SOCKETS, running

SEED = int(os.environ.get("WIRE_SEED") or random.SystemRandom().randrange(10**6))
HANDSHAKE = (
    b"GET /somewhere HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


async def parrot(scope: Any, receive: Any, send: Any) -> None:
    """Say again what is heard, texts as bytes after a T."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        heard = message.get("bytes")
        answer = heard if heard is not None else b"T" + message["text"].encode()
        await send({"type": "websocket.send", "bytes": answer})


class Parrot:
    """A connection to it that reads frame by frame."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(HANDSHAKE)
        self.stream = self.socket.makefile("rb")
        while self.stream.readline() != b"\r\n":
            pass

    def read(self) -> tuple[int, bytes]:
        first, size = self.stream.read(2)
        if size >= 126:
            size = int.from_bytes(self.stream.read(2 if size == 126 else 8), "big")
        return first & 0x0F, self.stream.read(size)

    def close(self) -> None:
        self.stream.close()
        self.socket.close()


@pytest.fixture
def bird() -> Any:
    with running(parrot, ws=QUICK_WEB_SOCKETS) as address:
        parrot_there = Parrot(address)
        yield parrot_there
        parrot_there.close()


def frame(opcode: Opcode, data: bytes, *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=True)


def message(chance: random.Random) -> tuple[bytes, list[tuple[int, bytes]]]:
    """Return the bytes of one message, perhaps with company, and the frames to be answered."""
    size = chance.choice([0, 1, 20, 125, 126, 300, 65_535, 65_536])
    data = chance.randbytes(size)
    kind = chance.choice(["short", "short", "short", "any", "text", "pieces", "ping"])
    if kind == "short":
        return frame(Opcode.BINARY, data[:125]), [(Opcode.BINARY, data[:125])]
    if kind == "any":
        return frame(Opcode.BINARY, data), [(Opcode.BINARY, data)]
    if kind == "text":
        return frame(Opcode.TEXT, data.hex().encode()), [
            (Opcode.BINARY, b"T" + data.hex().encode())
        ]
    if kind == "ping":
        return frame(Opcode.PING, data[:100]), [(Opcode.PONG, data[:100])]
    cut = chance.randint(0, size)
    pieces = [
        frame(Opcode.BINARY, data[:cut], fin=False),
        frame(Opcode.PING, b"between"),
        frame(Opcode.CONT, data[cut:]),
    ]
    return b"".join(pieces), [(Opcode.PONG, b"between"), (Opcode.BINARY, data)]


def send_in_pieces(chance: random.Random, to: socket.socket, data: bytes) -> None:
    while data:
        cut = chance.choice([1, 2, 3, 5, 7, 50, 1000, 100_000])
        to.sendall(data[:cut])
        data = data[cut:]


def of_kind(frames: Sequence[tuple[int, bytes]], opcode: int) -> list[bytes]:
    return [data for kind, data in frames if kind == opcode]


def test_whatever_the_network_cuts_every_message_arrives_once_and_in_order(bird: Parrot) -> None:
    print(f"WIRE_SEED={SEED}")
    chance = random.Random(SEED)
    for _ in range(40):
        made = [message(chance) for _ in range(chance.randint(1, 6))]
        send_in_pieces(chance, bird.socket, b"".join(data for data, _ in made))
        expected = [answer for _, answers in made for answer in answers]
        answered = [bird.read() for _ in expected]
        # A pong overtakes what the application has yet to say.
        for opcode in (Opcode.BINARY, Opcode.PONG):
            assert of_kind(answered, opcode) == of_kind(expected, opcode)


def test_a_frame_without_a_mask_ends_the_connection(bird: Parrot) -> None:
    bird.socket.sendall(b"\x82\x05naked")

    opcode, data = bird.read()

    assert opcode == Opcode.CLOSE
    assert int.from_bytes(data[:2], "big") == CloseCode.PROTOCOL_ERROR


def test_who_sends_without_reading_is_made_to_wait(bird: Parrot) -> None:
    bird.socket.settimeout(1)

    with pytest.raises(TimeoutError):
        bird.socket.sendall(frame(Opcode.BINARY, b"x" * 120) * 500_000)
