"""Anchors are foreign bytes: read to the last bit, or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.documents.margin.anchors import (
    MAXIMUM_BYTES,
    MAXIMUM_ID,
    Anchor,
    AnchorInvalidError,
    parse_anchor,
)
from tests.documents.anchoring import relative


@pytest.mark.parametrize(
    ("written", "anchor"),
    [
        # As Yjs 13.6 wrote them, for a client of 32 bits.
        ("0080d0acf30e0200", Anchor(client=4 * 10**9, clock=2, is_type=False, is_after=False)),
        ("0080d0acf30e0641", Anchor(client=4 * 10**9, clock=6, is_type=False, is_after=True)),
        ("0280d0acf30e0100", Anchor(client=4 * 10**9, clock=1, is_type=True, is_after=False)),
        ("0280d0acf30e0041", Anchor(client=4 * 10**9, clock=0, is_type=True, is_after=True)),
    ],
)
def test_what_yjs_writes_is_read(written: str, anchor: Anchor) -> None:
    assert parse_anchor(bytes.fromhex(written)) == anchor


@given(
    client=st.integers(0, MAXIMUM_ID),
    clock=st.integers(0, MAXIMUM_ID),
    after=st.booleans(),
    kind=st.sampled_from([0, 2]),
)
def test_any_id_comes_back(client: int, clock: int, after: bool, kind: int) -> None:
    read = parse_anchor(relative(client, clock, after=after, kind=kind))
    assert (read.client, read.clock, read.is_after) == (client, clock, after)
    assert read.is_type == (kind == 2)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00",
        b"\x00\x01",
        bytes.fromhex("010764656661756c7400"),  # a root type by its name
        relative(1, 1, kind=3),
        relative(1, 1) + b"\x00",
        relative(1, 1)[:-1] + b"\x42",
        relative(1, 1)[:-1] + b"\x81\x00",
        relative(MAXIMUM_ID + 1, 1),
        b"\x00" + b"\xff" * 12 + b"\x00",
        b"\x00" + b"\x80" * (MAXIMUM_BYTES + 1),
    ],
)
def test_anything_else_is_refused(raw: bytes) -> None:
    with pytest.raises(AnchorInvalidError):
        parse_anchor(raw)


@given(st.binary(max_size=MAXIMUM_BYTES + 4))
def test_no_bytes_do_more_than_be_refused(raw: bytes) -> None:
    try:
        anchor = parse_anchor(raw)
    except AnchorInvalidError:
        return
    assert 0 <= anchor.client <= MAXIMUM_ID
    assert 0 <= anchor.clock <= MAXIMUM_ID
