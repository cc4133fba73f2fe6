"""The parser of updates against those who really make them, and against an enemy."""

from __future__ import annotations

import base64
import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from apps.documents.bounds import (
    Ground,
    UpdateGapError,
    UpdateRefusedError,
    check_state_vector,
    check_update,
    decode_ground,
    encode_ground,
    measure_state,
)
from apps.documents.native import AnyDoc, NativeFailureError, native_call
from tests.property.updates import BOUNDS, Sent, hostile_updates, story
from tests.services.processes import find_program

FRONTEND = Path(settings.BASE_DIR) / "frontend"
# A million: HOSTILE_UPDATES=1000000 pytest tests/property/test_updates.py
HOSTILE = int(os.environ.get("HOSTILE_UPDATES", "12000"))


def advance(update: bytes, known: dict[int, int], ground: Ground) -> None:
    facts = check_update(update, known, BOUNDS, ground)
    ground.learn(facts)
    known.update({client: clock for client, (_, clock) in facts.clients.items()})


@pytest.mark.parametrize("seed", range(8))
def test_whatever_peers_write_passes_and_is_counted_as_the_library_counts(seed: int) -> None:
    server: AnyDoc = Doc()
    known: dict[int, int] = {}
    ground = Ground()
    for sent in story(random.Random(seed), edits=100):
        advance(sent.update, known, ground)
        server.apply_update(sent.update)
        assert check_state_vector(server.get_state(), BOUNDS) == known
    measured = measure_state(server.get_update())
    assert measured.clocks == known
    assert measured.deepest <= ground.deepest
    assert measured.pairs <= ground.pairs


def test_whatever_yjs_writes_passes_and_reads_the_same_here() -> None:
    script = Path(__file__).with_name("yjs_peers.mjs")
    told = subprocess.run(
        [find_program("node", "nodejs"), script, "1", "25"],
        cwd=FRONTEND,
        capture_output=True,
        text=True,
        check=True,
    )
    stories = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(stories) == 25
    for peers in stories:
        server: AnyDoc = Doc()
        known: dict[int, int] = {}
        ground = Ground()
        for written in peers["updates"]:
            update = base64.b64decode(written)
            advance(update, known, ground)
            server.apply_update(update)
        assert known == dict(peers["clocks"])
        assert check_state_vector(server.get_state(), BOUNDS) == known
        here = [runs(text) for text in texts(server.get("default", type=XmlFragment))]
        for theirs in peers["texts"]:
            assert [merged(text) for text in theirs] == here
        # A browser that comes with all it has, though the server has it too, is nothing new.
        whole = check_update(server.get_update(), known, BOUNDS, ground)
        assert whole.clients == {}


def texts(parent: Any) -> list[XmlText]:
    found: list[XmlText] = []
    for child in parent.children:
        if isinstance(child, XmlText):
            found.append(child)
        elif isinstance(child, XmlElement):
            found += texts(child)
    return found


def runs(text: XmlText) -> list[tuple[str, bool]]:
    return joined([(run, bool(marks and "bold" in marks)) for run, marks in text.diff()])


def merged(delta: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    return joined([(part["insert"], "bold" in part.get("attributes", {})) for part in delta])


def joined(parts: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Neighbours with the same marks as one: where runs are cut says nothing."""
    whole: list[tuple[str, bool]] = []
    for run, is_bold in parts:
        if whole and whole[-1][1] == is_bold:
            whole[-1] = whole[-1][0] + run, is_bold
        else:
            whole.append((run, is_bold))
    return whole


def test_no_enemy_gets_past_the_parser_and_breaks_what_the_library_keeps() -> None:
    """What passes leaves a state that says of itself what the parser said of the update.

    One refusal is left to the library, which makes it cleanly: a parent in the old content that is
    no type. Nothing panics.
    """
    passed = 0
    for sent, update in hostile_updates(random.Random(20261124), count=HOSTILE):
        try:
            facts = check_update(update, sent.known, BOUNDS, decode_ground(sent.ground))
        except (UpdateRefusedError, UpdateGapError):
            continue
        passed += 1
        expected = sent.known | {client: clock for client, (_, clock) in facts.clients.items()}
        state = applied(sent, update)
        if state is not None:
            measured = measure_state(state)
            assert measured.clocks == expected
            again: AnyDoc = Doc()
            again.apply_update(state)
            assert check_state_vector(again.get_state(), BOUNDS) == expected
    assert passed > HOSTILE / 100


def applied(sent: Sent, update: bytes) -> bytes | None:
    """Return the state after the update, None where the library refuses it by itself."""
    doc: AnyDoc = Doc()
    doc.apply_update(sent.state)
    try:
        with native_call():
            doc.apply_update(update)
    except NativeFailureError as error:
        if "block parent" not in str(error):
            raise
        return None
    with native_call():
        str(doc.get("default", type=XmlFragment))
        return doc.get_update()


def test_random_bytes_are_refused_and_never_raise_anything_else() -> None:
    rng = random.Random(1)
    for _ in range(20_000):
        content = rng.randbytes(rng.randrange(60))
        try:
            check_update(content, {}, BOUNDS)
        except (UpdateRefusedError, UpdateGapError):
            continue
        assert content[:1] in {b"\x00", b"\x01"}


def test_what_is_remembered_beside_a_snapshot_reads_back() -> None:
    ground = Ground({2**32 - 1: 300, 5: 0}, 7, frozenset({(5, 3), (2**53 - 1, 2**31 - 1)}))
    again = decode_ground(encode_ground(ground))
    assert again.clocks == ground.clocks
    assert (again.deepest, again.pairs) == (7, ground.pairs)
    for cut in range(len(encode_ground(ground))):
        with pytest.raises(UpdateRefusedError):
            decode_ground(encode_ground(ground)[:cut])
