"""Killing the live door while four people type, and looking for what was called saved.

A few kills in the suite (``test_live_documents.py``); as a command as many as one likes:
``python -m pytest tests/faults/test_live_documents.py -k saved --kills 1000``. Each typist writes
words that nobody else writes. After each kill the log is read before anybody comes back: what was
called saved is in it, and nothing is in it twice.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc
from websockets.exceptions import WebSocketException

from tests.realtime.documents.typist import Typist

WORD = re.compile(r"<([^<>]*)>")
Enter = Callable[[int, Doc[Any]], AbstractContextManager[Typist]]


@dataclass
class Writer:
    """One of the four. She goes on with her document as a browser does, or begins a new one."""

    number: int
    enter: Enter
    doc: Doc[Any] = field(default_factory=Doc)
    written: int = 0
    saved: set[str] = field(default_factory=set)

    def write_until(self, stop: threading.Event) -> None:
        """Type until the line breaks or it is time; remember what was called saved."""
        waiting: dict[int, str] = {}
        try:
            with self.enter(self.number, self.doc) as typist:
                typist.sync()
                while not stop.is_set():
                    self._write(typist, waiting)
        except (OSError, TimeoutError, WebSocketException):
            pass

    def _write(self, typist: Typist, waiting: dict[int, str]) -> None:
        word = f"{self.number}-{self.written}"
        self.written += 1
        typist.write(f"<{word}>")
        waiting[typist.frames] = word
        typist.glance(random.uniform(0, 0.02))
        durable = 0 if typist.saved is None else typist.saved[2]
        for frame in [frame for frame in waiting if frame <= durable]:
            self.saved.add(waiting.pop(frame))


def rounds(
    writers: list[Writer], kill: Callable[[], None], read: Callable[[], str], count: int
) -> Iterator[int]:
    """Let all type, kill at a random moment, compare; yields how many words are saved."""
    for number in range(count):
        stop = threading.Event()
        threads = [
            threading.Thread(target=writer.write_until, args=[stop], daemon=True)
            for writer in writers
        ]
        for thread in threads:
            thread.start()
        time.sleep(random.uniform(0.2, 0.6))
        kill()
        stop.set()
        for thread in threads:
            thread.join()
        yield check(writers, read())
        # Every other time somebody comes back with an empty browser.
        writers[number % len(writers)].doc = Doc()


def check(writers: list[Writer], text: str) -> int:
    """Compare what was called saved with the log."""
    found = Counter(WORD.findall(text))
    saved = {word for writer in writers for word in writer.saved}
    assert not saved - found.keys(), f"lost: {sorted(saved - found.keys())[:5]}"
    assert not [word for word, times in found.items() if times > 1], "doubled"
    return len(saved)
