"""Input fields that take a value of their own type and nothing that merely resembles it.

The framework's fields turn ``"true"``, ``1`` and ``"on"`` into True and numbers into strings;
accidents elsewhere (privilege by ``"true"``) are why these do not.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

TEXT_MAXIMUM_LENGTH = 1000


class StrictStringField(serializers.CharField):
    """A JSON string of bounded length, without NUL and lone surrogates."""

    def __init__(self, *, max_length: int = TEXT_MAXIMUM_LENGTH, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return ``data`` if it is a string."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictEmailField(serializers.EmailField):
    """A JSON string that is an e-mail address."""

    def __init__(self, *, max_length: int = 254, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return ``data`` if it is a string."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictIntegerField(serializers.IntegerField):
    """A JSON integer; neither a string of digits nor a boolean nor 1.0."""

    def to_internal_value(self, data: Any) -> int:
        """Return ``data`` if it is an integer."""
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class StrictBooleanField(serializers.BooleanField):
    """``true`` or ``false``."""

    def to_internal_value(self, data: Any) -> bool:
        """Return ``data`` if it is a boolean."""
        if not isinstance(data, bool):
            self.fail("invalid", input=str(type(data).__name__))
        return data


class StrictUUIDField(serializers.UUIDField):
    """A UUID in its canonical form of 36 characters."""

    def to_internal_value(self, data: Any) -> UUID:
        """Return the UUID if ``data`` spells one canonically."""
        if not isinstance(data, str) or len(data) != 36:
            self.fail("invalid", value="")
        return super().to_internal_value(data)


class StrictChoiceField(serializers.ChoiceField):
    """One of a few strings, exactly spelt."""

    def to_internal_value(self, data: Any) -> str:
        """Return ``data`` if it is one of the choices."""
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice", input=data if isinstance(data, str) else "")
        return data


class StrictInstantField(serializers.DateTimeField):
    """An instant in ISO 8601 with its offset (``Z``); without one it would be a guess."""

    default_error_messages = {
        "naive": _("Give the offset from UTC, for example Z."),
    }

    def to_internal_value(self, value: Any) -> datetime:
        """Return the aware instant."""
        if not isinstance(value, str) or len(value) > 40:
            self.fail("invalid", format="2026-01-31T12:00:00Z")
        if self._parsed(value).tzinfo is None:
            self.fail("naive")
        return super().to_internal_value(value)

    def _parsed(self, value: str) -> datetime:
        try:
            parsed = parse_datetime(value)
        except ValueError:
            parsed = None
        if parsed is None:
            self.fail("invalid", format="2026-01-31T12:00:00Z")
        return parsed
