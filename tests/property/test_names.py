"""Whatever people type: a name is refused with a reason, or safe and stable."""

from __future__ import annotations

import unicodedata

from hypothesis import assume, given
from hypothesis import strategies as st

from apps.drive.errors import NameInvalidError
from apps.drive.names import (
    NAME_MAXIMUM_BYTES,
    comparison_key,
    free_name,
    normalise_name,
    sort_key,
)

anything = st.text(max_size=300)
# Characters with surprises: case folding that grows, marks, digits of other scripts, separators.
awkward = st.text(
    st.sampled_from("aÀŉßΐᾼİıſﬀ\u0345\u0301\u0307٣٤12. ()/\\\u202e\0\n…日👩"), max_size=90
)
texts = anything | awkward


def name_or_none(raw: str) -> str | None:
    try:
        return normalise_name(raw)
    except NameInvalidError as error:
        reason = error.facts["reason"]
    assert reason in {"empty", "reserved", "character", "too_long"}
    return None


@given(texts)
def test_an_accepted_name_is_safe_and_stays_as_it_is(raw: str) -> None:
    name = name_or_none(raw)
    assume(name is not None)
    assert name is not None
    assert normalise_name(name) == name
    assert 0 < len(name.encode()) <= NAME_MAXIMUM_BYTES
    assert not set(name) & set("/\\\0\r\n\u202e")
    assert name == unicodedata.normalize("NFC", name)


@given(texts)
def test_keys_fit_their_columns_and_do_not_depend_on_how_the_name_was_typed(raw: str) -> None:
    name = name_or_none(raw)
    assume(name is not None)
    assert name is not None
    assert len(comparison_key(name)) <= 765
    assert len(comparison_key(name).encode()) < 2700, "too large for an index of PostgreSQL"
    assert len(sort_key(name)) <= 255
    for form in ("NFC", "NFD"):
        retyped = name_or_none(unicodedata.normalize(form, name))
        assert retyped == name
    assert comparison_key(comparison_key(name)) == comparison_key(name)
    assert comparison_key(name.casefold()) == comparison_key(name)


@given(texts, st.integers(0, 12))
def test_a_free_name_is_free_and_is_a_name(raw: str, taken_count: int) -> None:
    name = name_or_none(raw)
    assume(name is not None)
    assert name is not None
    taken: set[str] = set()
    for _ in range(taken_count):
        taken.add(comparison_key(free_name(name, taken)))
    found = free_name(name, taken)
    assert comparison_key(found) not in taken
    assert normalise_name(found) == found
    assert len(taken) == taken_count
