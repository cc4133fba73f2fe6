"""Bases of input and output serializers.

Input: ``StrictSerializer`` with the fields of ``apps.api.fields``; what is not declared is an
error. Output: ``OutputSerializer`` declares the shape for the OpenAPI document and builds the
answer in one plain dictionary, because a page of a hundred items through the framework's fields
costs more than its SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

PAGE_MAXIMUM = 200
PAGE_DEFAULT = 100
CURSOR_MAXIMUM_LENGTH = 2000

InstanceT = TypeVar("InstanceT")


class StrictSerializer(serializers.Serializer[Any]):
    """An input; unknown fields are errors, so that a misspelt one is not silently ignored."""

    default_error_messages = {
        "unknown": _("This field does not exist here."),
    }

    def to_internal_value(self, data: Any) -> Any:
        """Return the validated values. Raises ``ValidationError``."""
        if isinstance(data, Mapping):
            self._refuse_unknown(data)
        return super().to_internal_value(data)

    def _refuse_unknown(self, data: Mapping[Any, Any]) -> None:
        writable = {name for name, field in self.fields.items() if not field.read_only}
        unknown = [str(name) for name in data if name not in writable]
        if unknown:
            message = str(self.error_messages["unknown"])
            raise serializers.ValidationError(
                {name: [ErrorDetail(message, "unknown")] for name in unknown}
            )


class QuerySerializer(StrictSerializer):
    """A query string. Values come as strings, so the framework's own fields fit here."""


class PageQuery(QuerySerializer):
    """``?cursor=…&limit=…`` of every list."""

    cursor = serializers.CharField(
        required=False, max_length=CURSOR_MAXIMUM_LENGTH, help_text="`next_cursor` of a page."
    )
    limit = serializers.IntegerField(
        required=False, default=PAGE_DEFAULT, min_value=1, max_value=PAGE_MAXIMUM
    )


class OutputSerializer(serializers.Serializer[InstanceT], Generic[InstanceT]):
    """An answer: declared fields are the contract, ``represent`` makes exactly those keys."""

    def represent(self, instance: InstanceT) -> dict[str, Any]:
        """Return the JSON object for ``instance``."""
        raise NotImplementedError

    def to_representation(self, instance: InstanceT) -> dict[str, Any]:
        """Hand over to ``represent``."""
        return self.represent(instance)
