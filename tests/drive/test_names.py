"""Names: what is allowed, how two are compared, how a free one is found."""

from __future__ import annotations

import unicodedata

import pytest

from apps.drive.errors import NameInvalidError
from apps.drive.names import comparison_key, free_name, normalise_name, sort_key

DECOMPOSED = unicodedata.normalize("NFD", "Réunion d'été")


def test_a_name_is_kept_in_composed_form() -> None:
    assert normalise_name(DECOMPOSED) == "Réunion d'été"


def test_blanks_around_a_name_are_dropped() -> None:
    assert normalise_name("  Budget \u00a0") == "Budget"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", "empty"),
        (" \u2003 ", "empty"),
        (".", "reserved"),
        (" .. ", "reserved"),
        ("a/b", "character"),
        ("a\\b", "character"),
        ("a\0b", "character"),
        ("a\r\nb", "character"),
        ("a\tb", "character"),
        ("a\x7fb", "character"),
        ("a\x85b", "character"),
        ("facture\u202efdp.exe", "character"),
        ("a\u2066b", "character"),
        ("a\u2028b", "character"),
        ("a\ud800b", "character"),
        ("é" * 128, "too_long"),
        ("x" * 256, "too_long"),
    ],
)
def test_a_name_nobody_may_give_says_why(raw: str, reason: str) -> None:
    with pytest.raises(NameInvalidError) as refused:
        normalise_name(raw)
    assert refused.value.facts["reason"] == reason


@pytest.mark.parametrize(
    "name",
    [
        "x" * 255,
        "é" * 127,
        "…",
        ".bashrc",
        "a.b.c",
        "日本語.txt",
        "L'été",
        "מסמך\u200f.txt",
        "👩‍👧",
    ],
)
def test_unusual_names_are_allowed(name: str) -> None:
    assert normalise_name(name) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [("Budget", "BUDGET"), ("Straße", "STRASSE"), ("ÉTÉ", "e\u0301te\u0301"), ("ﬁn", "FIN")],
)
def test_names_that_differ_by_case_alone_are_the_same(one: str, other: str) -> None:
    assert comparison_key(normalise_name(one)) == comparison_key(normalise_name(other))


def test_accents_make_another_name() -> None:
    assert comparison_key("cote") != comparison_key("côté")


def test_names_are_sorted_without_accents_and_with_numbers_by_value() -> None:
    names = ["Été", "note 10", "Zoé", "etage", "note 9", "Note 1"]
    assert sorted(names, key=sort_key) == ["etage", "Été", "Note 1", "note 9", "note 10", "Zoé"]


@pytest.mark.parametrize(
    ("name", "taken", "free"),
    [
        ("a.txt", [], "a.txt"),
        ("a.txt", ["A.TXT"], "a (2).txt"),
        ("a.txt", ["a.txt", "A (2).txt"], "a (3).txt"),
        ("Budget", ["budget"], "Budget (2)"),
        (".bashrc", [".bashrc"], ".bashrc (2)"),
        ("archive.tar.gz", ["archive.tar.gz"], "archive.tar (2).gz"),
        ("v1.a sentence that is no suffix", ["v1.a sentence that is no suffix"], None),
    ],
)
def test_a_free_name_is_found(name: str, taken: list[str], free: str | None) -> None:
    keys = {comparison_key(other) for other in taken}
    assert free_name(name, keys) == (free or f"{name} (2)")


def test_a_free_name_fits_like_any_other() -> None:
    name = "é" * 125 + ".txt"
    found = free_name(name, {comparison_key(name)})
    assert found == "é" * 123 + " (2).txt"
    assert normalise_name(found) == found
