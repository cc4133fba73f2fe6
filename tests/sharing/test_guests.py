"""The name a partner chooses for herself: one readable line, or none."""

from __future__ import annotations

import pytest

from apps.sharing.errors import GuestNameInvalidError
from apps.sharing.guests import MAXIMUM_LENGTH, checked_guest_name


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Dominique", "Dominique"),
        ("  Dominique \t  Léger\n", "Dominique Léger"),
        ("Dominique Le\u0301ger", "Dominique Léger"),
        ("\u00a0Dominique\u2003Léger", "Dominique Léger"),
        ("D", "D"),
        ("D" * MAXIMUM_LENGTH, "D" * MAXIMUM_LENGTH),
        ("دومينيك", "دومينيك"),
    ],
)
def test_a_name_is_one_line_as_it_is_shown(given: str, shown: str) -> None:
    assert checked_guest_name(given) == shown


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "—",
        "D" * (MAXIMUM_LENGTH + 1),
        "Alice\u200b",
        "Alice\u202eecila",
        "Alice\x00",
        "\u2066Alice",
        "\ud800",
    ],
)
def test_a_name_that_is_none_or_could_pass_for_another_is_refused(name: str) -> None:
    with pytest.raises(GuestNameInvalidError):
        checked_guest_name(name)
