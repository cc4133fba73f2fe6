"""What may not reach the native library, and what must."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pycrdt import Array, Doc, Map, Text, XmlElement, XmlFragment, XmlText

from apps.documents.bounds import (
    Bounds,
    Ground,
    UpdateFacts,
    UpdateGapError,
    UpdateRefusedError,
    check_state_vector,
    check_update,
    decode_ground,
    encode_ground,
    encode_state_vector,
    measure_state,
)
from apps.documents.native import AnyDoc

BOUNDS = Bounds()
CLIENT = b"\x87\x9c\xef\xb2\x0d"
ROOT = b"\x01\x07default"


def number(value: int) -> bytes:
    groups = bytearray()
    while value > 127:
        groups.append(value & 127 | 128)
        value >>= 7
    return bytes([*groups, value])


def block(*structs: bytes, client: int = 1, clock: int = 0) -> bytes:
    return number(len(structs)) + number(client) + number(clock) + b"".join(structs)


def update(*blocks: bytes, deletes: bytes = b"\x00") -> bytes:
    return number(len(blocks)) + b"".join(blocks) + deletes


def text(content: str) -> bytes:
    """A text at the root."""
    return b"\x04" + ROOT + number(len(content.encode())) + content.encode()


def after(client: int, clock: int, content: str) -> bytes:
    """A text after another structure."""
    written = content.encode()
    return b"\x84" + number(client) + number(clock) + number(len(written)) + written


def refusal(
    content: bytes,
    known: dict[int, int] | None = None,
    bounds: Bounds = BOUNDS,
    ground: Ground | None = None,
) -> str:
    with pytest.raises(UpdateRefusedError) as refused:
        check_update(content, known or {}, bounds, ground)
    return refused.value.reason


def made_by(change: Callable[[AnyDoc], None], client_id: int = 1) -> bytes:
    doc: AnyDoc = Doc(client_id=client_id)
    with doc.transaction():
        change(doc)
    return doc.get_update()


def test_typing_is_told_from_what_is_known() -> None:
    typed = update(block(after(1, 9, "é"), client=1, clock=10))
    assert check_update(typed, {1: 10}, BOUNDS).clients == {1: (10, 11)}
    again = check_update(typed, {1: 11}, BOUNDS)
    assert (again.clients, again.has_deletes) == ({}, False)
    longer = update(block(after(1, 9, "abc"), client=1, clock=10))
    assert check_update(longer, {1: 12}, BOUNDS).clients == {1: (12, 13)}
    between = update(
        number(1) + number(1) + number(10) + b"\xc4\x01\x09\x02\x05\x01x", deletes=b"\x00"
    )
    assert check_update(between, {1: 10, 2: 6}, BOUNDS).clients == {1: (10, 11)}
    with pytest.raises(UpdateGapError):
        check_update(between, {1: 10, 2: 5}, BOUNDS)


@pytest.mark.parametrize("known", [{}, {1: 9}, {1: 10}, {2: 10}])
def test_a_gap_is_neither_applied_nor_kept(known: dict[int, int]) -> None:
    ahead = update(block(after(1, 10, "a"), client=1, clock=11))
    with pytest.raises(UpdateGapError):
        check_update(ahead, known, BOUNDS)
    with pytest.raises(UpdateGapError):
        check_update(update(block(text("ab"), clock=11)), known, BOUNDS)


def test_a_reference_to_what_the_server_does_not_have_is_a_gap() -> None:
    for unknown in (after(2, 5, "a"), after(2, 5, "a" * 200), b"\x04\x00\x02\x05\x01a"):
        with pytest.raises(UpdateGapError):
            check_update(update(block(unknown)), {2: 5}, BOUNDS)
        assert check_update(update(block(unknown)), {2: 6}, BOUNDS).clients


def test_deletions_reach_as_far_as_what_is_known() -> None:
    one = update(deletes=b"\x01\x07\x01\x02\x03")
    several = update(deletes=b"\x01\x07\x02\x00\x01\x02\x03")
    for deletion in (one, several):
        facts = check_update(deletion, {7: 5}, BOUNDS)
        assert (facts.has_deletes, facts.clients) == (True, {})
        with pytest.raises(UpdateGapError):
            check_update(deletion, {7: 4}, BOUNDS)
    own = update(block(text("abc"), client=7), deletes=b"\x01\x07\x01\x00\x03")
    assert check_update(own, {}, BOUNDS).has_deletes


def test_removed_content_of_off_line_work_is_named() -> None:
    collected = update(block(b"\x00\x05", text("a"), client=3))
    facts = check_update(collected, {}, BOUNDS)
    assert facts.clients == {3: (0, 6)}
    assert facts.gc_clients == frozenset({3})
    assert check_update(collected, {3: 5}, BOUNDS).gc_clients == frozenset()


@pytest.mark.parametrize(
    ("reason", "content"),
    [
        ("truncated", b""),
        ("count", b"\x05\x00"),
        ("count", update(b"\xff\xff\xff\xff\x07\x01\x00")),
        ("trailing bytes", update(block(text("a"))) + b"\x00"),
        ("trailing bytes", b"\x00\x00\x02\xa5\x01\x04\x03\x01\x00\x00"),
        ("block", update(block())),
        ("block", update(block(text("a")), block(text("a"), clock=1))),
        ("content", update(block(b"\x0a\x01"))),
        ("content", update(block(b"\x09" + ROOT + b"\x01gv\x00"))),
        ("content", update(block(b"\x0b" + ROOT + b"\x01"))),
        ("info", update(block(b"\x80\x01"))),
        ("empty structure", update(block(b"\x00\x00"))),
        ("empty structure", update(block(text("")))),
        ("empty structure", update(block(b"\x01" + ROOT + b"\x00"))),
        ("empty structure", update(block(b"\x08" + ROOT + b"\x00"))),
        ("content", update(block(b"\x02" + ROOT + b"\x01\x011"))),
        ("empty structure", update(deletes=b"\x01\x01\x01\x00\x00")),
        ("utf-8", update(block(b"\x04" + ROOT + b"\x02\xc3\x28"))),
        ("utf-8", update(block(b"\x84\x02\x00\x02\xc3\x28"))),
        ("utf-8", update(block(b"\x04" + ROOT + b"\x03\xed\xa0\x80"))),
        ("parent", update(block(b"\x04\x02\x01\x00\x01a"))),
        ("parent", update(block(text("a"), b"\x04\x00\x01\x00\x01a"))),
        ("type", update(block(b"\x07" + ROOT + b"\x09"))),
        ("type", update(block(b"\x07" + ROOT + b"\x07"))),
        ("type", update(block(b"\x07" + ROOT + b"\x05\x01p"))),
        ("any", update(block(b"\x08" + ROOT + b"\x01\x05"))),
        ("number", update(block(b"\x08" + ROOT + b"\x01\x7d" + b"\xff" * 12))),
        ("number", update(b"\x01" + b"\xff" * 9 + b"\x01\x00")),
        ("number", update(b"\x01\x01\x80\x00" + text("a"))),
        ("number", update(block(text("a"), clock=2**31))),
        ("clock", update(block(text("ab"), clock=2**31 - 2))),
        ("json", update(block(b"\x05" + ROOT + b"\x02{]"))),
        ("json", update(block(b"\x06" + ROOT + b"\x01b\x03NaN"))),
        ("json", update(block(b"\x05" + ROOT + number(4000) + b"[" * 4000))),
        ("name", update(block(b"\x08" + ROOT + b"\x01\x76\x01\x09__proto__\x7e"))),
        ("string", update(block(b"\x07" + ROOT + b"\x03" + number(300) + b"a" * 300))),
        ("circle", update(block(after(1, 0, "a")))),
        ("circle", update(block(text("a"), after(1, 5, "a" * 200)))),
        ("circle", update(block(after(2, 0, "a"), client=1), block(after(1, 0, "b"), client=2))),
    ],
)
def test_what_is_malformed_or_hostile_is_refused(reason: str, content: bytes) -> None:
    assert refusal(content, {1: 0, 2: 0} if reason != "utf-8" else {2: 1}) == reason


def test_every_bound_holds() -> None:
    many = update(block(*[text("a")] * 3))
    assert refusal(many, bounds=Bounds(structs=2)) == "count"
    assert refusal(update(block(text("a" * 300))), bounds=Bounds(string_bytes=299)) == "string"
    assert refusal(b"\x00" * 300, bounds=Bounds(update_bytes=299)) == "update bytes"
    two = update(block(text("a"), client=1), block(text("a"), client=2))
    assert refusal(two, bounds=Bounds(clients=1)) == "count"
    ranges = update(deletes=b"\x01\x01\x02\x00\x01\x02\x01")
    assert refusal(ranges, {1: 3}, bounds=Bounds(structs=1)) == "count"


@pytest.mark.parametrize("depth", [20, 5000])
def test_values_are_nested_only_so_deeply(depth: int) -> None:
    nested = b"\x75\x01" * depth + b"\x7e"
    json_nested = b"[" * depth + b"]" * depth
    small = Bounds(depth=19)
    assert refusal(update(block(b"\x08" + ROOT + b"\x01" + nested)), bounds=small) == "depth"
    written = b"\x05" + ROOT + number(len(json_nested)) + json_nested
    assert refusal(update(block(written)), bounds=small) in {"depth", "json"}
    shallow = b"\x75\x01" * 18 + b"\x7e"
    assert check_update(update(block(b"\x08" + ROOT + b"\x01" + shallow)), {}, small).clients


def nested_types(depth: int) -> Callable[[AnyDoc], None]:
    def change(doc: AnyDoc) -> None:
        inner: XmlFragment | XmlElement = doc.get("default", type=XmlFragment)
        for _ in range(depth):
            inner = inner.children.append(XmlElement("blockquote"))

    return change


def test_types_are_nested_only_so_deeply_within_an_update() -> None:
    assert check_update(made_by(nested_types(30)), {}, Bounds(depth=30)).depth == 30
    assert refusal(made_by(nested_types(31)), bounds=Bounds(depth=30)) == "depth"


def test_a_chain_of_updates_nests_no_deeper_than_one() -> None:
    doc: AnyDoc = Doc(client_id=1)
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    known: dict[int, int] = {}
    ground = Ground()
    bounds = Bounds(depth=10)
    inner: XmlFragment | XmlElement = doc.get("default", type=XmlFragment)
    for level in range(1, 12):
        inner = inner.children.append(XmlElement("blockquote"))
        if level == 11:
            assert refusal(made[-1], known, bounds, ground) == "depth"
            break
        take(check_update(made[-1], known, bounds, ground), known, ground)
    assert ground.deepest == 10
    # As after a restart, from a snapshot: only that nothing is deeper is known of what is in it.
    snapshot = decode_ground(encode_ground(ground))
    assert refusal(made[-1], known, bounds, snapshot) == "depth"


def test_a_type_hidden_behind_a_text_counts_as_deep_as_the_deepest() -> None:
    known = {1: 0}
    ground = Ground()
    take(check_update(made_by(nested_types(9)), known, BOUNDS, ground), known, ground)
    take(
        check_update(update(block(b"\x04\x00\x01\x08\x01a", client=2)), known, BOUNDS, ground),
        known,
        ground,
    )
    beside_text = update(block(b"\x87\x02\x00\x03\x01p", client=2, clock=1))
    assert check_update(beside_text, known, BOUNDS, ground).depth == 10


def take(facts: UpdateFacts, known: dict[int, int], ground: Ground) -> None:
    ground.learn(facts)
    known.update({client: clock for client, (_, clock) in facts.clients.items()})


def test_no_character_is_cut_in_half() -> None:
    smiling = update(block(text("a😀b")))
    known: dict[int, int] = {}
    ground = Ground()
    take(check_update(smiling, known, BOUNDS, ground), known, ground)
    assert known == {1: 4}
    for ground_now in (ground, decode_ground(encode_ground(measure_state(smiling)))):
        for half in (
            update(block(after(1, 1, "x"), client=2)),
            update(block(after(1, 1, "x" * 200), client=2)),
            update(block(b"\xc4\x01\x01\x01\x03\x01x", client=2)),
            update(block(b"\xc4\x01\x00\x01\x02\x01x", client=2)),
            update(deletes=b"\x01\x01\x02\x00\x01\x02\x01"),
            update(block(b"\x44\x01\x02\x01x", client=2)),
            update(deletes=b"\x01\x01\x01\x02\x01"),
            update(deletes=b"\x01\x01\x01\x00\x02"),
        ):
            assert refusal(half, known, ground=ground_now) == "half a pair"
        for whole in (
            update(block(after(1, 2, "x"), client=2)),
            update(block(after(1, 0, "x"), client=2)),
            update(block(b"\xc4\x01\x00\x01\x01\x01x", client=2)),
            update(block(b"\x44\x01\x01\x01x", client=2)),
            update(deletes=b"\x01\x01\x01\x01\x02"),
        ):
            facts = check_update(whole, known, BOUNDS, ground_now)
            assert facts.clients or facts.has_deletes
    assert refusal(smiling, {1: 2}) == "half a pair"
    assert check_update(smiling, {1: 3}, BOUNDS).clients == {1: (3, 4)}
    within = update(block(text("😀")), block(after(1, 0, "x"), client=2))
    assert refusal(within) == "half a pair"


def test_all_kinds_of_content_pass() -> None:
    def change(doc: AnyDoc) -> None:
        doc["map"] = Map({"a": 1, "b": [True, None, 1.5, "é", {"c": b"x"}], "d": Text("t")})
        doc["array"] = Array([b"bytes", Map({}), 2**40, -3])
        fragment = doc.get("default", type=XmlFragment)
        paragraph = fragment.children.append(XmlElement("p", {"level": "2"}))
        run = paragraph.children.append(XmlText("héllo 😀"))
        run.insert(0, "bold", {"bold": {}})
        run.insert_embed(0, {"image": "x"})

    whole = made_by(change, client_id=2**32 - 1)
    doc: AnyDoc = Doc()
    doc.apply_update(whole)
    clocks = check_state_vector(doc.get_state(), BOUNDS)
    facts = check_update(whole, {}, BOUNDS)
    assert {client: clock for client, (_, clock) in facts.clients.items()} == clocks
    assert measure_state(whole).clocks == clocks
    assert encode_state_vector(clocks) == doc.get_state()


def test_state_vectors_are_bounded() -> None:
    assert check_state_vector(b"\x00", BOUNDS) == {}
    for hostile in (b"", b"\x02\x01\x01", b"\x01\x01\x01\x00", b"\x02\x01\x01\x01\x01"):
        with pytest.raises(UpdateRefusedError):
            check_state_vector(hostile, BOUNDS)
