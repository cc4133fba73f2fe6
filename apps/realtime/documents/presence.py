"""Who is in a room and where their cursors are (y-protocols' *awareness*).

A connection has one state. Name and colour come from the session, whatever the state says. What
other processes tell of theirs comes in by ``absorb`` and goes when it is not renewed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .protocol import AwarenessEntry, FrameError

STATE_MAXIMUM_BYTES = 2048
# y-protocols renews each state every 15 seconds and forgets one that is silent for 30.
SILENCE_SECONDS = 45.0
GONE = "null"


@dataclass(slots=True)
class _Seen:
    clock: int
    state: str
    holder: object
    at: float


class Presence:
    """States by Yjs client id. ``holder`` is who may change one: a connection, or the name of a
    process.
    """

    def __init__(self) -> None:
        self._seen: dict[int, _Seen] = {}
        self._ids: dict[object, int] = {}
        self._changed: dict[int, tuple[AwarenessEntry, bool]] = {}

    def tell(
        self,
        holder: object,
        entries: Iterable[AwarenessEntry],
        user: Mapping[str, object],
        now: float,
    ) -> bool:
        """Take the state of ``holder`` among ``entries``; say whether there was one.

        A plain client repeats the states of others to the server: those are passed over. Raises
        ``FrameError`` for a state that is too large or makes no sense.
        """
        for entry in entries:
            if self._is_own(holder, entry):
                state = GONE if entry.state == GONE else identify(entry.state, user)
                self._ids[holder] = entry.client_id
                self._put(holder, AwarenessEntry(entry.client_id, entry.clock, state), now)
                return True
        return False

    def absorb(self, process: str, entries: Iterable[AwarenessEntry], now: float) -> None:
        """Take what another process told of its connections."""
        for entry in entries:
            seen = self._seen.get(entry.client_id)
            if seen is None or seen.holder == process:
                self._put(process, entry, now)

    def leave(self, holder: object, now: float) -> None:
        """Take away the state of who left."""
        client_id = self._ids.pop(holder, None)
        seen = None if client_id is None else self._seen.get(client_id)
        if client_id is not None and seen is not None:
            self._put(holder, AwarenessEntry(client_id, seen.clock, GONE), now)

    def forget_silent(self, now: float) -> None:
        """Take away what was not renewed: the states of a process that died, of a dead line."""
        for client_id, seen in list(self._seen.items()):
            if now - seen.at > SILENCE_SECONDS:
                self._put(seen.holder, AwarenessEntry(client_id, seen.clock, GONE), now)

    @property
    def has_changes(self) -> bool:
        """Whether ``take_changes`` would return something."""
        return bool(self._changed)

    def take_changes(self) -> tuple[list[AwarenessEntry], list[AwarenessEntry]]:
        """Return what changed since the last call: all of it, and what is of this process."""
        everywhere = [entry for entry, _ in self._changed.values()]
        here = [entry for entry, is_here in self._changed.values() if is_here]
        self._changed.clear()
        return everywhere, here

    def everyone(self, *, only_here: bool = False) -> list[AwarenessEntry]:
        """Return the state of everybody in the room, or of those in this process."""
        return [
            AwarenessEntry(client_id, seen.clock, seen.state)
            for client_id, seen in self._seen.items()
            if not (only_here and isinstance(seen.holder, str))
        ]

    def _is_own(self, holder: object, entry: AwarenessEntry) -> bool:
        own = self._ids.get(holder)
        if own is not None:
            return own == entry.client_id
        return entry.state != GONE and entry.client_id not in self._seen

    def _put(self, holder: object, entry: AwarenessEntry, now: float) -> None:
        seen = self._seen.get(entry.client_id)
        if seen is not None and entry.clock < seen.clock:
            return
        if entry.state == GONE:
            self._seen.pop(entry.client_id, None)
        else:
            self._seen[entry.client_id] = _Seen(entry.clock, entry.state, holder, now)
        self._changed[entry.client_id] = entry, not isinstance(holder, str)


def identify(state: str, user: Mapping[str, object]) -> str:
    """Return a state in which ``user`` is who the session says. Raises ``FrameError``."""
    if len(state.encode()) > STATE_MAXIMUM_BYTES:
        raise FrameError("a state that is too large")
    try:
        fields = json.loads(state)
        if not isinstance(fields, dict):
            raise FrameError("a state that is no object")
        # Python reads and writes NaN and infinities, on which a browser's JSON stumbles.
        return json.dumps({**fields, "user": user}, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise FrameError("a state that is not JSON") from error
