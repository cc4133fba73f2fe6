"""Clients that join, type at a given rate and time how long each other's edits are on their way.

One thread and one epoll, no framework: what is measured is the server. All of a document's edits are
timed at its listeners, from the moment they are handed to the sender's socket to the moment they are
read from the listener's; the other clients count frames.
"""

from __future__ import annotations

import gc
import itertools
import random
import select
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Protocol

from bench.collab.frames import (
    EMPTY_UPDATE,
    FIRST_CLOCK,
    FIRST_ID,
    LAST_ID,
    begin_text,
    client_frame,
    read_varint,
    sync_message,
    type_one,
    varint,
    written,
)
from bench.collab.lines import Line

# A typist's due edits leave together at most this often: what a network does to quick writers.
VISIT_SECONDS = 0.004
TURN_SECONDS = 0.001
JOIN_SECONDS = 60.0
SETTLE_SECONDS = 3.0
_SYNC, _SYNC_REPLY = 0, 4
_ids = random.Random(3)


class Dialect(Protocol):
    """How a peer's messages differ from plain y-protocols."""

    @property
    def prefix(self) -> bytes:
        """What stands before each message, in both directions."""

    @property
    def request(self) -> bytes:
        """The handshake."""

    @property
    def greeting(self) -> Sequence[bytes]:
        """Messages that come before the first question."""

    @property
    def port(self) -> int:
        """Where the server listens."""

    def acknowledged(self, message: bytes, before: int) -> int:
        """Return how many edits are acknowledged after this message, ``before`` until now."""


class Client:
    """One participant of a document."""

    def __init__(self, dialect: Dialect, document: str) -> None:
        self.dialect = dialect
        self.document = document
        self.client_id = _ids.randint(FIRST_ID, LAST_ID)
        self.clock = 0
        # When each clock of mine was sent.
        self.sent_at = array("d")
        self.is_synced = False
        self.state = b""
        self.acknowledged = 0
        self.keeps_state = False
        self._offset = len(dialect.prefix)
        greeting = [*dialect.greeting, sync_message(0, b"\x00")]
        self.line = Line(dialect.port, dialect.request, b"".join(map(self._frame, greeting)))
        self.line.receive = self._enter

    def begin(self) -> None:
        """Write the first character."""
        self.line.send(self._update(begin_text(self.client_id)))
        self.clock = FIRST_CLOCK
        self.sent_at.extend([time.perf_counter()] * FIRST_CLOCK)

    def prepare(self, edits: int, together: int) -> list[bytes]:
        """Return the frames of the next ``edits`` edits, ``together`` at a time."""
        own = varint(self.client_id)
        clocks = range(self.clock, self.clock + edits)
        frames = [self._update(type_one(own, clock)) for clock in clocks]
        if together == 1:
            return frames
        return [b"".join(frames[at : at + together]) for at in range(0, edits, together)]

    def write(self, frames: bytes, edits: int, now: float) -> None:
        """Send prepared frames."""
        self.line.send(frames)
        self.clock += edits
        self.sent_at.extend([now] * edits)

    def count_acknowledgements(self) -> None:
        """From now on count what the server says it has."""
        self.line.receive = self._acknowledge

    def message(self, payload: bytes) -> bytes:
        """Return what a frame says, without the peer's envelope."""
        return payload[self._offset :]

    def _update(self, update: bytes) -> bytes:
        return self._frame(sync_message(2, update))

    def _frame(self, message: bytes) -> bytes:
        return client_frame(self.dialect.prefix + message)

    def _enter(self, payload: bytes) -> None:
        message = self.message(payload)
        if message[0] not in {_SYNC, _SYNC_REPLY}:
            return
        if message[1] == 0:
            self.line.send(self._frame(sync_message(1, EMPTY_UPDATE)))
        elif message[1] == 1:
            self.is_synced = True
            self.line.receive = None
            if self.keeps_state:
                self.state = message[read_varint(message, 2)[1] :]

    def _acknowledge(self, payload: bytes) -> None:
        self.acknowledged = self.dialect.acknowledged(self.message(payload), self.acknowledged)


class Listener:
    """Times what its client receives of the other typists of the document."""

    def __init__(self, client: Client, typists: Iterable[Client]) -> None:
        self.client = client
        self.others = {other.client_id: other for other in typists if other is not client}
        self.received = dict.fromkeys(self.others, 0)
        self.seconds = array("d")
        self.since = 0.0
        client.line.receive = self._listen

    @property
    def missing(self) -> int:
        """How many clocks were sent and have not come."""
        return sum(other.clock - self.received[key] for key, other in self.others.items())

    @property
    def oldest(self) -> float:
        """When the oldest edit was sent that has not come; infinite when all have."""
        late = (
            other.sent_at[self.received[key]]
            for key, other in self.others.items()
            if self.received[key] < other.clock
        )
        return min(late, default=float("inf"))

    def _listen(self, payload: bytes) -> None:
        message = self.client.message(payload)
        if message[0] not in {_SYNC, _SYNC_REPLY} or message[1] == 0:
            return
        now = time.perf_counter()
        for client_id, first, following in written(message[read_varint(message, 2)[1] :]):
            other = self.others.get(client_id)
            if other is None or following <= self.received[client_id]:
                continue
            if first > self.received[client_id]:
                raise RuntimeError("edits are missing in between")
            stamps = other.sent_at[self.received[client_id] : following]
            self.received[client_id] = following
            self.seconds.extend(now - stamp for stamp in stamps if stamp >= self.since)


@dataclass(frozen=True, kw_only=True)
class Step:
    """What typing at one rate led to; times in seconds."""

    rate: float
    sent_rate: float
    p50: float
    p95: float
    is_whole: bool
    behind: float

    def __str__(self) -> str:
        state = "" if self.is_whole else ", not all came"
        slow = f", the crowd was {self.behind * 1e3:.0f} ms behind" if self.behind > 0.03 else ""
        times = f"p50 {self.p50 * 1e3:.1f} ms, p95 {self.p95 * 1e3:.1f} ms"
        return f"{self.sent_rate:,.0f} edits/s: {times}{state}{slow}"


@dataclass(kw_only=True)
class Crowd:
    """All clients of a scenario on one selector."""

    clients: list[Client] = field(default_factory=list)
    listeners: list[Listener] = field(default_factory=list)
    _epoll: select.epoll = field(default_factory=select.epoll)
    _lines: dict[int, Line] = field(default_factory=dict)

    def join(self, clients: Sequence[Client], buffer_bytes: int | None = None) -> float:
        """Let clients connect at once; return the seconds until all are in sync."""
        started_at = time.perf_counter()
        for client in clients:
            client.line.connect(buffer_bytes)
            self.watch(client)
        self.clients += clients
        self.wait(lambda: all(client.is_synced for client in clients), JOIN_SECONDS)
        return time.perf_counter() - started_at

    def begin(self, typists: Sequence[Client], listening: int = 1) -> None:
        """Let each typist write a first character and ``listening`` clients of a document listen."""
        for _, group in _by_document(typists):
            together = list(group)
            self.listeners += [Listener(client, together) for client in together[:listening]]
        for typist in typists:
            typist.begin()
        self.wait(self.is_settled, JOIN_SECONDS)

    def listen(self, client: Client, typists: Iterable[Client]) -> None:
        """Let one more client time what comes."""
        same = [typist for typist in typists if typist.document == client.document]
        self.listeners.append(Listener(client, same))

    def is_settled(self) -> bool:
        """Whether the listeners have everything that was sent."""
        return not any(listener.missing for listener in self.listeners)

    def type(
        self, typists: Sequence[Client], rate: float, seconds: float, warm_up: float = 1.0
    ) -> Step:
        """Type at ``rate`` edits/s in all, evenly; time what was sent after the warm-up."""
        each = rate / len(typists)
        together = max(1, round(each * VISIT_SECONDS))
        visits = int(each * (warm_up + seconds) / together) + 1
        frames = [typist.prepare(visits * together, together) for typist in typists]
        chunks = [each for turn in zip(*frames, strict=True) for each in turn]
        with _undisturbed():
            begun_at = time.perf_counter()
            self._time_from(begun_at + warm_up)
            behind = self._send(typists, chunks, rate / together, together, warm_up + seconds)
            ended_at = time.perf_counter()
            self.wait(self.is_settled, SETTLE_SECONDS, must=False)
        sent = sum(stamp >= begun_at for typist in typists for stamp in typist.sent_at)
        return self._judge(rate, sent / (ended_at - begun_at), behind)

    def recover(self) -> None:
        """Wait until the server has caught up."""
        self.wait(self.is_settled, JOIN_SECONDS)

    def wait(self, until: Callable[[], bool], seconds: float, *, must: bool = True) -> bool:
        """Take what comes until something is so. Raises ``TimeoutError`` if it ``must``."""
        deadline = time.perf_counter() + seconds
        while not until():
            self.turn(0.01)
            if time.perf_counter() > deadline:
                if must:
                    raise TimeoutError("the server does not keep up")
                return False
        return True

    def turn(self, seconds: float) -> None:
        """Take once what has come."""
        for number, _ in self._epoll.poll(seconds):
            line = self._lines[number]
            line.read()
            if not line.is_open:
                self._epoll.unregister(number)
                raise ConnectionError(f"the server closed a connection: {line.close_code}")
        for line in self._lines.values():
            if line.waiting:
                line.flush()

    def ignore(self, clients: Iterable[Client]) -> None:
        """Read nothing more of theirs, as if they slept."""
        for client in clients:
            self._epoll.unregister(client.line.fileno())
            del self._lines[client.line.fileno()]

    def watch(self, client: Client) -> None:
        """Read what comes for a client."""
        self._lines[client.line.fileno()] = client.line
        self._epoll.register(client.line.fileno(), select.EPOLLIN)

    def close(self) -> None:
        """Disconnect all."""
        for client in self.clients:
            client.line.close()
        self._epoll.close()

    def _time_from(self, since: float) -> None:
        for listener in self.listeners:
            listener.seconds = array("d")
            listener.since = since

    def _send(
        self,
        typists: Sequence[Client],
        chunks: Sequence[bytes],
        visits_rate: float,
        together: int,
        seconds: float,
    ) -> float:
        """Send chunk by chunk on time; return by how much it was late in 5 of 100 turns."""
        begun_at = now = checked_at = time.perf_counter()
        late = array("d")
        at, count = 0, len(typists)
        while at < len(chunks) and now - begun_at < seconds:
            due = min(int((now - begun_at) * visits_rate), len(chunks), at + 500)
            late.append(max(0.0, now - begun_at - at / visits_rate))
            while at < due:
                typists[at % count].write(chunks[at], together, time.perf_counter())
                at += 1
            self.turn(TURN_SECONDS)
            now = time.perf_counter()
            if now - checked_at > 0.25:
                checked_at = now
                if any(now - listener.oldest > 1.5 for listener in self.listeners):
                    break
        return _p95(late)

    def _judge(self, rate: float, sent_rate: float, behind: float) -> Step:
        seconds = array("d", itertools.chain.from_iterable(one.seconds for one in self.listeners))
        whole = self.is_settled()
        return Step(
            rate=rate,
            sent_rate=sent_rate,
            p50=quantiles(seconds, n=2)[0] if len(seconds) > 1 else float("inf"),
            p95=_p95(seconds) if whole else float("inf"),
            is_whole=whole,
            behind=behind,
        )


def _by_document(clients: Sequence[Client]) -> Iterator[tuple[str, Iterator[Client]]]:
    ordered = sorted(clients, key=lambda client: client.document)
    return itertools.groupby(ordered, key=lambda client: client.document)


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else float("inf")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Collect no garbage meanwhile."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
