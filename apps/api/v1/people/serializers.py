"""What the people resource takes."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import PageQuery

QUERY_LENGTH = 200


class SearchQuery(PageQuery):
    """A page of what contains some text."""

    query = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=QUERY_LENGTH,
        help_text="Text that the name or the address contains; case and accents do not matter.",
    )
