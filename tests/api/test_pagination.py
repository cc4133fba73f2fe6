"""Cursors: opaque, ours, and only good where they were made."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.exceptions import ValidationError

from apps.accounts.models import Organisation
from apps.api.pagination import decode_cursor, encode_cursor, page_of
from apps.core.clock import utc_now
from apps.core.ids import new_id
from tests.api.conftest import Caller, is_problem

ORDER = ("name", "-created_at", "id")


def make(name: str) -> Organisation:
    return Organisation.objects.create(name=name, slug=str(new_id()), created_at=utc_now())


def test_a_cursor_carries_its_values_exactly(db: None) -> None:
    row = make("Été \u2028 x")
    cursor = encode_cursor(row, ORDER)
    assert decode_cursor(cursor, ORDER) == [row.name, row.created_at, row.id]


@pytest.mark.parametrize("bend", [lambda c: c[:-1], lambda c: "x" + c, lambda c: c.swapcase()])
def test_a_bent_cursor_is_refused(db: None, bend: Callable[[str], str]) -> None:
    cursor = encode_cursor(make("a"), ORDER)
    with pytest.raises(ValidationError):
        decode_cursor(bend(cursor), ORDER)


def test_a_cursor_of_another_order_is_refused(alice: Caller) -> None:
    for number in range(3):
        alice.folder(str(number))
    path = f"/items/{alice.root_id}/children?limit=1"
    cursor = alice.get(f"{path}&sort=name").json()["next_cursor"]
    answer = alice.get(f"{path}&sort=-name&cursor={cursor}")
    assert is_problem(answer, 400, "invalid_request")
    assert answer.json()["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize(
    "order",
    [
        ORDER,
        ("-name", "created_at", "-id"),
        ("-created_at", "id"),
        ("name", "created_at", "id"),
        ("-name", "-created_at", "-id"),
        ("-id",),
    ],
)
def test_walking_all_pages_gives_each_row_once_in_order(db: None, order: tuple[str, ...]) -> None:
    for name in "abacabad":
        make(name)
    whole = list(Organisation.objects.order_by(*order))
    seen: list[Organisation] = []
    cursor = None
    while True:
        page = page_of(Organisation.objects.all(), order=order, cursor=cursor, limit=3)
        assert len(page.items) <= 3
        seen += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == whole
