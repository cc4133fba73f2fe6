"""Paging by keyset: a page begins after the last row seen, so inserts neither repeat nor skip rows.

See https://use-the-index-luke.com/no-offset.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Value
from django.utils.translation import gettext
from rest_framework.exceptions import ValidationError

ModelT = TypeVar("ModelT", bound=Model)
RowT = TypeVar("RowT")

Scalar = str | int | datetime | UUID


@dataclass(frozen=True)
class Page(Generic[RowT]):
    """One page; ``next_cursor`` is None on the last."""

    items: list[RowT]
    next_cursor: str | None


def page_of(
    queryset: QuerySet[ModelT], *, order: tuple[str, ...], cursor: str | None, limit: int
) -> Page[ModelT]:
    """Return at most ``limit`` rows of ``queryset`` after ``cursor`` (one SQL query).

    ``order`` names non-null columns or annotations as ``order_by`` does and must end in a unique
    one. Raises ``ValidationError`` for a cursor that was not made by a page in the same order.
    """
    if cursor is not None:
        queryset = queryset.filter(_after(order, decode_cursor(cursor, order)))
    rows = list(queryset.order_by(*order)[: limit + 1])
    return cut_page(rows, order=order, limit=limit)


def cut_page(rows: list[RowT], *, order: tuple[str, ...], limit: int) -> Page[RowT]:
    """Return the page in ``rows``, of which there is one more than ``limit`` if others follow."""
    if len(rows) <= limit:
        return Page(rows, None)
    rows = rows[:limit]
    return Page(rows, encode_cursor(rows[-1], order))


def _after(order: tuple[str, ...], values: list[Scalar]) -> Q:
    """Return the condition for rows behind ``values`` in this order."""
    directions = {name.startswith("-") for name in order}
    columns = [name.lstrip("-") for name in order]
    if len(directions) == 1 and len(columns) > 1:
        return Q(_row_comparison(columns, "<" if True in directions else ">", values))
    condition = Q()
    for name, value in reversed(list(zip(order, values, strict=True))):
        column, past = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        beyond = Q(**{f"{column}__{past}": value})
        condition = beyond | Q(**{column: value}) & condition if condition else beyond
    return condition


def _row_comparison(columns: list[str], operator: str, values: list[Scalar]) -> Func:
    """Return ``(a, b, …) > (x, y, …)``: unlike the same said column by column, an index starts there.

    See https://www.postgresql.org/docs/current/functions-comparisons.html#ROW-WISE-COMPARISON;
    SQLite reads it the same way.
    """
    row = "(%(expressions)s)"
    sides = Func(*map(F, columns), template=row), Func(*map(Value, values), template=row)
    template = "%(expressions)s"
    return Func(*sides, template=template, arg_joiner=f" {operator} ", output_field=BooleanField())


def encode_cursor(row: object, order: tuple[str, ...]) -> str:
    """Return the opaque, signed position just after ``row``."""
    return _signer(order).sign_object([_packed(_value(row, name)) for name in order])


def decode_cursor(cursor: str, order: tuple[str, ...]) -> list[Scalar]:
    """Return the values in ``cursor``. Raises ``ValidationError`` unless we made it for ``order``."""
    try:
        packed = _signer(order).unsign_object(cursor)
    except (BadSignature, ValueError) as error:
        raise ValidationError(
            {"cursor": [gettext("This cursor is not valid here.")]}, code="invalid"
        ) from error
    return [_unpacked(kind, text) for kind, text in packed]


def _signer(order: tuple[str, ...]) -> Signer:
    return Signer(salt=f"cursor:{','.join(order)}")


def _value(row: object, name: str) -> Any:
    value: Any = row
    for part in name.lstrip("-").split("__"):
        value = getattr(value, part)
    return value


def _packed(value: Scalar) -> tuple[str, str]:
    if isinstance(value, datetime):
        return "at", value.isoformat()
    if isinstance(value, UUID):
        return "id", value.hex
    if isinstance(value, int):
        return "int", str(int(value))
    return "str", str(value)


def _unpacked(kind: str, text: str) -> Scalar:
    if kind == "at":
        return datetime.fromisoformat(text)
    if kind == "id":
        return UUID(text)
    return int(text) if kind == "int" else text
