"""``python -m bench.collab [scenario…] [--only hocuspocus|sovshare]``; see the package."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.collab import cores
from bench.collab.hocuspocus import Hocuspocus
from bench.collab.peers import Peer
from bench.collab.scenarios import SCENARIOS
from bench.collab.sovshare import sovshare
from bench.collab.table import Figure, rows

PEERS = ("hocuspocus", "sovshare")


def main() -> int:
    """Measure, print, and return 0 when all is reached."""
    wanted = _arguments()
    # Also when told to stop, the servers and the database are.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    server_core, other_core = cores.share_out()
    # What this process starts, the database before all, is on the same core as the clients.
    os.sched_setaffinity(0, {other_core})
    names = wanted.scenario or [name for name, one in SCENARIOS.items() if not one.is_long]
    reached: dict[str, dict[str, Figure]] = {}
    with _peers(wanted.only or PEERS, server_core) as peers:
        for name in names:
            print(f"{SCENARIOS[name].title} — {name}", flush=True)
            reached[name] = {}
            for peer in peers:
                print(f"  {peer.name}", flush=True)
                figure = reached[name][peer.name] = SCENARIOS[name].run(peer)
                print(f"  {peer.name}: {figure.value:,.1f} {SCENARIOS[name].unit} {figure.note}")
    table = rows(SCENARIOS, reached)
    print("\n".join(["", *table]))
    return any("falls short" in row for row in table)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.collab", description=__doc__)
    parser.add_argument("scenario", nargs="*", metavar="scenario", help=", ".join(SCENARIOS))
    parser.add_argument("--only", action="append", choices=PEERS)
    wanted = parser.parse_args()
    for name in wanted.scenario:
        if name not in SCENARIOS:
            parser.error(f"no scenario {name}; there are {', '.join(SCENARIOS)}")
    return wanted


@contextmanager
def _peers(names: Sequence[str], core: int) -> Iterator[list[Peer]]:
    """Make the peers ready, in the order of the table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="collab-")))
        ours = stack.enter_context(sovshare(core, folder))
        both: list[Peer] = [Hocuspocus(core, folder), ours]
        yield [peer for peer in both if peer.name in names]


if __name__ == "__main__":
    sys.exit(main())
