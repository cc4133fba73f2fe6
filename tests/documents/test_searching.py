"""Words found again, or not when there is doubt. The browser has the same cases (searching.test.ts)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apps.documents.margin.searching import find_words

CASES = json.loads(Path(__file__).with_name("searching.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_words_are_found_again_as_in_the_browser(case: dict[str, object]) -> None:
    found = find_words(case["lines"], case["quote"], case["prefix"], case["suffix"])  # type: ignore[arg-type]  # JSON
    expected = case["found"]
    assert (None if found is None else list(found)) == expected
