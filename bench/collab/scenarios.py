"""What is measured, each against a server started anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from statistics import median

from bench.collab import cores
from bench.collab.content import count_by_client, count_characters, write_history
from bench.collab.crowd import Client, Crowd, Step
from bench.collab.peers import Peer
from bench.collab.table import Figure, Scenario, at_least, at_most, below

P95_MAXIMUM_SECONDS = 0.2
FIRST_RATE = 1_000
STEP_SECONDS = 3.0
SLEEPY_BUFFER_BYTES = 64 * 1024


@contextmanager
def crowd_of(
    peer: Peer, documents: Sequence[str], each: int, processes: int = 1
) -> Iterator[tuple[Crowd, list[Client]]]:
    """Let ``each`` clients of each document join, spread over the processes."""
    crowd = Crowd()
    try:
        clients = [
            Client(peer.dialect(document, number, number % processes), document)
            for document in documents
            for number in range(each)
        ]
        crowd.join(clients)
        yield crowd, clients
    finally:
        crowd.close()


def sustained(peer: Peer, *, documents: int, each: int, processes: int = 1) -> Figure:
    """Find the highest rate at which edits come within 200 ms (p95), and all of them."""
    names = peer.make_documents(documents)
    with peer.serving(processes), crowd_of(peer, names, each, processes) as (crowd, clients):
        crowd.begin(clients, listening=processes)
        best = _climb(peer, lambda rate: crowd.type(clients, rate, STEP_SECONDS), crowd)
        _check_whole(peer, crowd, clients)
    if best is None:
        return Figure(value=0)
    return Figure(value=best.rate, note=f"p95 {best.p95 * 1e3:.0f} ms")


def _climb(peer: Peer, attempt: Callable[[float], Step], crowd: Crowd) -> Step | None:
    """Double the rate until it is too much, then halve the distance (on a log scale) three times more.

    A rate has a second chance: one hiccup of the machine is not a limit.
    """
    best, rate, too_much, tries = None, float(FIRST_RATE), 0.0, 0
    while tries < 4:
        step = _try(peer, attempt, rate)
        if step is None:
            crowd.recover()
            step = _try(peer, attempt, rate)
        if step is not None:
            best = step
        else:
            too_much = rate
            crowd.recover()
        tries += bool(too_much)
        rate = (best.rate if best else rate / 4) * 2 if not too_much else _between(best, too_much)
    return best


def _try(peer: Peer, attempt: Callable[[float], Step], rate: float) -> Step | None:
    """Return what came of it if the rate was borne."""
    used, begun_at = cores.seconds_used(peer.pids), time.perf_counter()
    step = attempt(rate)
    load = (cores.seconds_used(peer.pids) - used) / (time.perf_counter() - begun_at)
    print(f"    {step}; server {load:.0%}", flush=True)
    is_borne = step.is_whole and step.p95 < P95_MAXIMUM_SECONDS and step.sent_rate > 0.97 * rate
    return step if is_borne else None


def _between(best: Step | None, too_much: float) -> float:
    low = best.rate if best else too_much / 4
    return float(round((low * too_much) ** 0.5, -2))


def _check_whole(peer: Peer, crowd: Crowd, typists: Sequence[Client]) -> None:
    """Let somebody else join and find every character. Raises ``RuntimeError``."""
    document = typists[0].document
    late = Client(peer.dialect(document, 0), document)
    late.keeps_state = True
    crowd.join([late])
    found = count_characters(late.state)
    # Of what each typist sent, a paragraph and its text are no characters.
    sent = sum(typist.clock - 2 for typist in typists if typist.document == document)
    if found != sent:
        raise RuntimeError(f"{sent} characters were typed, {found} are there")


def calm_day(peer: Peer) -> Figure:
    """500 edits/s on ten documents with ten people each."""
    names = peer.make_documents(10)
    with peer.serving(), crowd_of(peer, names, 10) as (crowd, clients):
        crowd.begin(clients)
        step = crowd.type(clients, 500, 10.0)
    print(f"    {step}", flush=True)
    return Figure(value=step.p95 * 1e3, note=f"p50 {step.p50 * 1e3:.1f} ms")


@cache
def _history(size_bytes: int) -> tuple[bytes, ...]:
    return tuple(write_history(size_bytes))


def first_opening(peer: Peer) -> Figure:
    """Open documents that nobody opened since the server began, one after the other."""
    names = peer.make_documents(6, _history(5_000_000))
    seconds, size_bytes = [], 0
    with peer.serving():
        for name in names:
            with crowd_of(peer, [], 0) as (crowd, _):
                client = Client(peer.dialect(name, 0), name)
                client.keeps_state = True
                seconds.append(crowd.join([client]))
                size_bytes = len(client.state)
    print(f"    {', '.join(f'{one * 1e3:.0f}' for one in seconds)} ms, {size_bytes:,} bytes")
    # The first of all warms what is loaded once: modules, the pool of connections.
    return Figure(value=median(seconds[1:]) * 1e3, note=f"state {size_bytes / 1e6:.1f} MB")


def join_storm(peer: Peer) -> Figure:
    """200 clients at once into a document of 0.9 MB that one has open already."""
    (name,) = peer.make_documents(1, _history(890_000))
    with peer.serving(), crowd_of(peer, [name], 1) as (crowd, _):
        seconds = crowd.join([Client(peer.dialect(name, number), name) for number in range(200)])
    return Figure(value=seconds)


def idle(peer: Peer) -> Figure:
    """1,000 connections to ten open documents, in sync and silent."""
    names = peer.make_documents(10)
    with peer.serving(), crowd_of(peer, names, 10) as (crowd, _):
        time.sleep(3)
        before = cores.memory_bytes(peer.pids)
        for number in range(10):
            crowd.join(
                [Client(peer.dialect(name, number), name) for name in names for _ in range(10)]
            )
        crowd.wait(lambda: False, 5, must=False)
        after = cores.memory_bytes(peer.pids)
    return Figure(value=(after - before) / 1000 / 1e3)


def sleepy_readers(peer: Peer) -> Figure:
    """Twenty people type 5,000 edits/s in a document; ten more stop reading for twenty seconds."""
    names = peer.make_documents(1)
    with peer.serving(), crowd_of(peer, names, 20) as (crowd, typists):
        crowd.begin(typists)
        sleepy = [Client(peer.dialect(names[0], number), names[0]) for number in range(10)]
        crowd.join(sleepy, SLEEPY_BUFFER_BYTES)
        awake = crowd.type(typists, 5_000, 10.0)
        before = cores.memory_bytes(peer.pids)
        crowd.ignore(sleepy)
        asleep = crowd.type(typists, 5_000, 20.0)
        growth = cores.memory_bytes(peer.pids) - before
    print(f"    before: {awake}\n    while they sleep: {asleep}", flush=True)
    return Figure(value=growth / 1e6, note=f"others' p95 {asleep.p95 / awake.p95:.1f} ×")


def killed(peer: Peer) -> Figure:
    """Kill the server while ten people type; count what it had acknowledged and lost."""
    (name,) = peer.make_documents(1)
    peer.start()
    with crowd_of(peer, [name], 10) as (crowd, typists):
        for typist in typists:
            typist.count_acknowledgements()
            typist.begin()
        crowd.type(typists, 2_500, 1.5, 0.0)
        peer.kill()
        acknowledged = {typist.client_id: typist.acknowledged for typist in typists}
    with peer.serving(), crowd_of(peer, [], 0) as (crowd, _):
        client = Client(peer.dialect(name, 0), name)
        client.keeps_state = True
        crowd.join([client])
    found = count_by_client(client.state)
    lost = sum(max(0, count - found.get(key, 0)) for key, count in acknowledged.items())
    return Figure(value=lost, note=f"of {sum(acknowledged.values()):,} acknowledged")


def flat_memory(peer: Peer, minutes: float = 10.0) -> Figure:
    """Two people in each of 200 documents, one edit a second each; memory after the first minute."""
    names = peer.make_documents(200)
    readings = []
    with peer.serving(), crowd_of(peer, names, 2) as (crowd, typists):
        crowd.begin(typists)
        for number in range(round(minutes)):
            step = crowd.type(typists, 400, 59.0)
            readings.append(cores.memory_bytes(peer.pids) / 1e6)
            print(f"    minute {number + 1}: {readings[-1]:.0f} MB; {step}", flush=True)
    return Figure(value=readings[-1] - readings[0], note=f"{readings[0]:.0f} MB after one minute")


SCENARIOS: dict[str, Scenario] = {
    "ten_by_ten": Scenario(
        title="10 documents × 10 clients, sustained",
        unit="edits/s",
        target="≥ 2.5 ×",
        run=partial(sustained, documents=10, each=10),
        is_reached=at_least(2.5),
    ),
    "one_by_two_hundred": Scenario(
        title="1 document × 200 clients, sustained",
        unit="edits/s",
        target="≥ 4 ×",
        run=partial(sustained, documents=1, each=200),
        is_reached=at_least(4),
    ),
    "hundred_by_two": Scenario(
        title="100 documents × 2 clients, sustained",
        unit="edits/s",
        target="≥ 2.5 ×",
        run=partial(sustained, documents=100, each=2),
        is_reached=at_least(2.5),
    ),
    "two_processes": Scenario(
        title="two server processes through Redis, 10 × 10",
        unit="edits/s",
        target="≥ 2 ×",
        run=partial(sustained, documents=10, each=10, processes=2),
        is_reached=at_least(2),
    ),
    "calm_day": Scenario(
        title="500 edits/s (calm day): propagation p95",
        unit="ms",
        target="≤ 25 ms, stored before it is broadcast",
        run=calm_day,
        is_reached=below(25),
    ),
    "first_opening": Scenario(
        title="first opening of a document with 5 MB of history",
        unit="ms",
        target="≤ 0.25 ×",
        run=first_opening,
        is_reached=at_most(0.25),
    ),
    "join_storm": Scenario(
        title="200 clients join a document of 0.9 MB at once, all in sync",
        unit="s",
        target="≤ 0.2 ×",
        run=join_storm,
        is_reached=at_most(0.2),
    ),
    "idle": Scenario(
        title="1,000 idle connections, memory each",
        unit="kB",
        target="≤ 1 ×",
        run=idle,
        is_reached=at_most(1),
    ),
    "sleepy_readers": Scenario(
        title="10 clients stop reading while 20 type, memory growth",
        unit="MB",
        target="≤ 40 MB",
        run=sleepy_readers,
        is_reached=below(40),
    ),
    "killed": Scenario(
        title="kill -9: edits acknowledged and lost",
        unit="edits",
        target="0",
        run=killed,
        is_reached=below(0),
    ),
    "flat_memory": Scenario(
        title="memory after 10 minutes of typing in 200 documents, above that after one",
        unit="MB",
        target="flat (≤ 20 MB)",
        run=flat_memory,
        is_reached=below(20),
        is_long=True,
    ),
}
