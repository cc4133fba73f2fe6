"""The problem document as a schema."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class FieldErrorSerializer(serializers.Serializer[Any]):
    """What is wrong with one input."""

    field = serializers.CharField(help_text="Dotted path of the input; empty for the whole.")
    code = serializers.CharField()
    detail = serializers.CharField()


@extend_schema_field({"type": "object", "additionalProperties": True})
class FactsField(serializers.JSONField):
    """Numbers and names a program can use instead of reading the sentence."""


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457 problem details. ``code`` is stable; texts are in the reader's language."""

    type = serializers.CharField(help_text="`/problems/<code>`")
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    facts = FactsField()
    errors = FieldErrorSerializer(many=True, required=False)  # type: ignore[assignment]  # the metaclass takes fields off the class
