"""``check_update``: the door of a document, with a quick way for somebody who types or deletes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from .causality import Walk
from .errors import UpdateGapError, UpdateRefusedError
from .facts import UpdateFacts
from .ground import Ground
from .limits import MOST_CLIENT, MOST_CLOCK, Bounds
from .reader import Reader
from .structs import Identity, parse_update

_CLIENT = rb"([\x00-\x7f]|[\x80-\xff]{1,7}[\x01-\x7f])"
_CLOCK = rb"([\x00-\x7f]|[\x80-\xff]{1,4}[\x01-\x7f])"
# One structure: a text of less than 128 bytes after, before or between others, and no deletions.
_match_typing: Final = re.compile(
    rb"\x01\x01%b%b(?:([\x84\x44])|\xc4%b%b)%b%b([\x01-\x7f].*)\x00"
    % (_CLIENT, _CLOCK, _CLIENT, _CLOCK, _CLIENT, _CLOCK),
    re.DOTALL,
).fullmatch
# One range of deletions and no structure.
_match_deleting: Final = re.compile(
    rb"\x00\x01%b\x01%b%b" % (_CLIENT, _CLOCK, _CLOCK), re.DOTALL
).fullmatch
_MOST_TYPING_BYTES = 180
_MOST_CLIENTS_REMEMBERED = 100_000
# The same few clients type all day: reading an id is a look-up.
_clients: Final[dict[bytes, int]] = {}
_LEFT, _RIGHT = b"\x84", b"\x44"
_NO_PAIRS: Final[AbstractSet[Identity]] = frozenset()


def check_update(
    update: bytes, known: Mapping[int, int], bounds: Bounds, ground: Ground | None = None
) -> UpdateFacts:
    """Return what a v1 update is about, if the native library may see it.

    ``known`` is the server's state vector: the next clock of each client. Without ``ground`` only
    the update itself is asked how deep it is and where its pairs are. Raises
    ``UpdateRefusedError``, and ``UpdateGapError`` when the update builds on what is not known.
    Changes nothing: once the update was applied, set ``known`` to the next clocks of ``clients``
    and let ``ground`` learn.
    """
    if len(update) <= _MOST_TYPING_BYTES:
        pairs = _NO_PAIRS if ground is None else ground.pairs
        if typed := _match_typing(update):
            facts = _check_typing(typed, known, pairs)
            if facts is not None:
                return facts
        elif deleted := _match_deleting(update):
            return _check_deleting(deleted, known, pairs)
    return _check_any_update(update, known, bounds, ground or Ground())


def _check_typing(
    typed: re.Match[bytes], known: Mapping[int, int], pairs: AbstractSet[Identity]
) -> UpdateFacts | None:
    """Return the facts, None when it is not what it looked like and must be read in full."""
    raw_client, raw_clock, side, raw_left, raw_left_clock, raw_one, raw_one_clock, text = (
        typed.groups()
    )
    if text[0] != len(text) - 1:
        return None
    length = text[0]
    if not text.isascii():
        try:
            characters = text.decode()
        except UnicodeDecodeError:
            raise UpdateRefusedError("utf-8") from None
        if max(characters) > "\uffff":
            return None
        length = len(characters) - 1
    client = _clients.get(raw_client) or _read_client(raw_client)
    clock = _read_clock(raw_clock)
    have = known.get(client, 0)
    if clock > have:
        raise UpdateGapError
    end = clock + length
    if end > MOST_CLOCK:
        raise UpdateRefusedError("clock")
    if end <= have:
        return UpdateFacts()
    needs: dict[int, int] = {}
    own = client, clock
    one = _require(raw_one, raw_one_clock, own, known, needs)
    left = _require(raw_left, raw_left_clock, own, known, needs) if side is None else one
    if pairs:
        _refuse_half(pairs, None if side == _RIGHT else left, None if side == _LEFT else one)
    return UpdateFacts({client: (have, end)}, needs=needs)


def _refuse_half(
    pairs: AbstractSet[Identity], left: Identity | None, right: Identity | None
) -> None:
    """Raise if a text after ``left`` or before ``right`` would stand within a pair."""
    if (left is not None and (left[0], left[1] + 1) in pairs) or right in pairs:
        raise UpdateRefusedError("half a pair")


def _require(
    raw_client: bytes,
    raw_clock: bytes,
    own: tuple[int, int],
    known: Mapping[int, int],
    needs: dict[int, int],
) -> Identity:
    """Return the structure referred to, which came before, and note it among those of others."""
    other = _clients.get(raw_client) or _read_client(raw_client)
    needed = _read_clock(raw_clock)
    if other == own[0]:
        if needed >= own[1]:
            raise UpdateRefusedError("circle")
    elif needed >= known.get(other, 0):
        raise UpdateGapError
    else:
        needs[other] = max(needed, needs.get(other, 0))
    return other, needed


def _check_deleting(
    deleted: re.Match[bytes], known: Mapping[int, int], pairs: AbstractSet[Identity]
) -> UpdateFacts:
    raw_client, raw_clock, raw_length = deleted.groups()
    client = _clients.get(raw_client) or _read_client(raw_client)
    clock, length = _read_clock(raw_clock), _read_clock(raw_length)
    if not length:
        raise UpdateRefusedError("empty structure")
    if clock + length > known.get(client, 0):
        raise UpdateGapError
    if pairs and ((client, clock) in pairs or (client, clock + length) in pairs):
        raise UpdateRefusedError("half a pair")
    return UpdateFacts(has_deletes=True, needs={client: clock + length - 1})


def _read_clock(raw: bytes) -> int:
    if len(raw) == 1:
        return raw[0]
    if len(raw) == 2:
        return raw[0] & 127 | raw[1] << 7
    if len(raw) == 3:
        return raw[0] & 127 | (raw[1] & 127) << 7 | raw[2] << 14
    return Reader(raw).number()


def _read_client(raw: bytes) -> int:
    client = Reader(raw).number(MOST_CLIENT)
    if len(_clients) >= _MOST_CLIENTS_REMEMBERED:
        _clients.clear()
    _clients[raw] = client
    return client


def _check_any_update(
    update: bytes, known: Mapping[int, int], bounds: Bounds, ground: Ground
) -> UpdateFacts:
    if len(update) > bounds.update_bytes:
        raise UpdateRefusedError("update bytes")
    parsed = parse_update(update, bounds)
    walk = Walk(parsed, known, ground, bounds.depth)
    walk.run()
    return UpdateFacts(
        {client: (known.get(client, 0), end) for client, end in walk.ends.items()},
        has_deletes=bool(parsed.deletes),
        gc_clients=walk.removed_clients(),
        types=walk.types,
        depth=walk.deepest,
        pairs=walk.pairs,
        needs=walk.needs,
    )
