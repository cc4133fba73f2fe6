"""What the resources beside a document's text take and give."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from rest_framework import serializers

from apps.api.fields import StrictChoiceField, StrictStringField, StrictUUIDField
from apps.api.serializers import OutputSerializer, PageQuery, StrictSerializer
from apps.core.access import ItemAccess
from apps.documents.margin.anchors import MAXIMUM_BYTES
from apps.documents.margin.shapes import comment_shape, suggestion_shape, thread_shape
from apps.documents.models.margin import (
    BODY_LENGTH,
    CONTEXT_LENGTH,
    QUOTE_LENGTH,
    Comment,
    Suggestion,
    SuggestionKind,
    SuggestionStatus,
    Thread,
)
from apps.documents.operations.margin import Selection

MENTIONS_MAXIMUM = 50
BATCH_MAXIMUM = 500
_BASE64_LENGTH = 4 * -(-MAXIMUM_BYTES // 3)


class AnchorField(StrictStringField):
    """The binary form of a Yjs relative position, in base64."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=_BASE64_LENGTH, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Return the bytes; what they say is looked at where they are used."""
        try:
            return base64.b64decode(super().to_internal_value(data), validate=True)
        except (binascii.Error, ValueError):
            self.fail("invalid")


class AnchorSerializer(StrictSerializer):
    """Where a range begins and ends."""

    start = AnchorField()
    end = AnchorField()


class SelectionSerializer(StrictSerializer):
    """A range of the text, the words in it, and up to 64 characters of its line on either side."""

    anchor = AnchorSerializer()
    quote = StrictStringField(max_length=QUOTE_LENGTH, allow_blank=True, trim_whitespace=False)
    prefix = StrictStringField(
        max_length=CONTEXT_LENGTH, allow_blank=True, trim_whitespace=False, required=False
    )
    suffix = StrictStringField(
        max_length=CONTEXT_LENGTH, allow_blank=True, trim_whitespace=False, required=False
    )


class CommentInputSerializer(StrictSerializer):
    """What is said, and whom it is meant for."""

    body = StrictStringField(max_length=BODY_LENGTH)
    mentions = serializers.ListField(
        child=StrictUUIDField(), max_length=MENTIONS_MAXIMUM, required=False
    )


class ThreadInputSerializer(SelectionSerializer, CommentInputSerializer):
    """A first comment on a range."""


class SuggestionInputSerializer(SelectionSerializer):
    """A change proposed: a line of text that is to stand there, empty to delete the quoted words."""

    kind = StrictChoiceField(choices=SuggestionKind.values)
    replacement = StrictStringField(max_length=BODY_LENGTH, allow_blank=True, trim_whitespace=False)


class RevisionSerializer(StrictSerializer):
    """Other words for one's own suggestion."""

    replacement = StrictStringField(max_length=BODY_LENGTH, trim_whitespace=False)


class AcceptSerializer(StrictSerializer):
    """``seen``: the words at the place of the suggestion now, if they are not the quoted ones."""

    seen = StrictStringField(
        max_length=QUOTE_LENGTH, allow_blank=True, trim_whitespace=False, required=False
    )


class BatchSerializer(StrictSerializer):
    """The suggestions meant, one by one: nothing is decided that nobody looked at."""

    ids = serializers.ListField(child=StrictUUIDField(), min_length=1, max_length=BATCH_MAXIMUM)


class ThreadsQuery(PageQuery):
    """Which threads to list; by default all."""

    status = serializers.ChoiceField(choices=["open", "resolved"], required=False)


class SuggestionsQuery(PageQuery):
    """Which suggestions to list; by default the open ones."""

    status = serializers.ChoiceField(choices=SuggestionStatus.values, required=False)


def selection_of(wanted: dict[str, Any]) -> Selection:
    """Return the range an input names."""
    return Selection(
        start=wanted["anchor"]["start"],
        end=wanted["anchor"]["end"],
        quote=wanted["quote"],
        prefix=wanted.get("prefix", ""),
        suffix=wanted.get("suffix", ""),
    )


class AuthorSerializer(serializers.Serializer[Any]):
    """Who said it, named as then; a partner has no id. ``is_me``: the caller herself."""

    id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    is_guest = serializers.BooleanField()
    is_me = serializers.BooleanField()


class AnchorOutputSerializer(serializers.Serializer[Any]):
    """Two Yjs relative positions in base64."""

    start = serializers.CharField()
    end = serializers.CharField()


class MentionSerializer(serializers.Serializer[Any]):
    """A colleague who is meant."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class CommentSerializer(OutputSerializer[tuple[ItemAccess, Comment]]):
    """One comment, and what the caller may do with it."""

    id = serializers.UUIDField()
    thread_id = serializers.UUIDField()
    author = AuthorSerializer()
    body = serializers.CharField()
    mentions = MentionSerializer(many=True)
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    deleted_at = serializers.DateTimeField(allow_null=True)
    can_edit = serializers.BooleanField()
    can_delete = serializers.BooleanField()

    def represent(self, instance: tuple[ItemAccess, Comment]) -> dict[str, Any]:
        """Return the JSON object."""
        return comment_shape(*instance)


class ThreadSerializer(OutputSerializer[tuple[ItemAccess, Thread]]):
    """A thread with its comments, and what the caller may do with it."""

    id = serializers.UUIDField()
    anchor = AnchorOutputSerializer()
    quote = serializers.CharField()
    prefix = serializers.CharField()
    suffix = serializers.CharField()
    created_at = serializers.DateTimeField()
    author = AuthorSerializer()
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolved_by = serializers.CharField(allow_null=True)
    can_resolve = serializers.BooleanField()
    comments = CommentSerializer(many=True)

    def represent(self, instance: tuple[ItemAccess, Thread]) -> dict[str, Any]:
        """Return the JSON object."""
        return thread_shape(*instance)


class SuggestionSerializer(OutputSerializer[tuple[ItemAccess, Suggestion]]):
    """A proposed change, and what the caller may do with it."""

    id = serializers.UUIDField()
    anchor = AnchorOutputSerializer()
    quote = serializers.CharField()
    prefix = serializers.CharField()
    suffix = serializers.CharField()
    created_at = serializers.DateTimeField()
    author = AuthorSerializer()
    kind = serializers.ChoiceField(choices=SuggestionKind.values)
    replacement = serializers.CharField()
    status = serializers.ChoiceField(choices=SuggestionStatus.values)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(allow_null=True)
    can_accept = serializers.BooleanField()
    can_refuse = serializers.BooleanField()
    can_revise = serializers.BooleanField()

    def represent(self, instance: tuple[ItemAccess, Suggestion]) -> dict[str, Any]:
        """Return the JSON object."""
        return suggestion_shape(*instance)


class SkippedSerializer(serializers.Serializer[Any]):
    """A suggestion that was not accepted: its words are gone, or not the quoted ones any more."""

    id = serializers.UUIDField()
    reason = serializers.ChoiceField(choices=["lost", "changed"])


class OutcomeSerializer(OutputSerializer[dict[str, Any]]):
    """What became of several suggestions."""

    done = serializers.ListField(child=serializers.UUIDField())
    skipped = SkippedSerializer(many=True)

    def represent(self, instance: dict[str, Any]) -> dict[str, Any]:
        """Return the JSON object."""
        return instance
