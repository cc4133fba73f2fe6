"""Last touches to the document."""

from __future__ import annotations

from typing import Any


def drop_marks(result: Any, **context: Any) -> Any:
    """Take out the library's internal marks on enumerations; they mean nothing to readers."""
    if isinstance(result, dict):
        result.pop("x-spec-enum-id", None)
        for value in result.values():
            drop_marks(value)
    elif isinstance(result, list):
        for value in result:
            drop_marks(value)
    return result
