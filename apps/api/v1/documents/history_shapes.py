"""What is answered about history. Authors are listed once; ranges name them by place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from apps.api.fields import StrictUUIDField
from apps.api.serializers import OutputSerializer, QuerySerializer
from apps.api.v1.shapes import PersonRefSerializer, person_ref
from apps.documents.content.difference import ADDED, CHANGED, REMOVED, SAME, LineChange
from apps.documents.content.lines import Line
from apps.documents.queries.history import Hand


@dataclass(frozen=True, kw_only=True)
class Authorship:
    """The lines of a document as of ``seq``, and the hands behind their clients."""

    seq: int
    lines: Sequence[Line]
    hands: Mapping[int, Hand]


class HandSerializer(OutputSerializer[Hand]):
    """Who wrote: an agent, or a guest by link under her name, or with neither the product."""

    person = PersonRefSerializer(allow_null=True)
    guest_name = serializers.CharField(allow_null=True)
    since = serializers.DateTimeField(help_text="When this author first wrote here.")

    def represent(self, instance: Hand) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "person": person_ref(instance.person),
            "guest_name": instance.guest_name or None,
            "since": instance.since,
        }


class RangeSerializer(serializers.Serializer[Any]):
    """A part of a block's text, counted in UTF-16 units, as browsers count."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    author = serializers.IntegerField(
        allow_null=True, help_text="Place in `authors`; null when nobody is known."
    )


class AuthoredBlockSerializer(serializers.Serializer[Any]):
    """A paragraph, heading or code block; `block_id` is null where the block carries none."""

    block_id = serializers.CharField(allow_null=True)
    text = serializers.CharField()
    ranges = RangeSerializer(many=True)


class AuthorshipSerializer(OutputSerializer[Authorship]):
    """Who wrote which part of the text as of `seq`."""

    seq = serializers.IntegerField()
    authors = HandSerializer(many=True)
    blocks = AuthoredBlockSerializer(many=True)

    def represent(self, instance: Authorship) -> dict[str, Any]:
        """Return the JSON object."""
        places = places_of(instance.hands)
        return {
            "seq": instance.seq,
            "authors": represent_hands(instance.hands),
            "blocks": [_block(line, places) for line in instance.lines],
        }


def places_of(hands: Mapping[int, Hand]) -> dict[int, int]:
    """Return the place of each client's hand among all hands, which stand there once."""
    order: dict[int, int] = {}
    return {client: order.setdefault(id(hand), len(order)) for client, hand in hands.items()}


def represent_hands(hands: Mapping[int, Hand]) -> list[dict[str, Any]]:
    """Return the authors in the order in which ranges name them."""
    once = {id(hand): hand for hand in hands.values()}
    represent = HandSerializer().represent
    return [represent(hand) for hand in once.values()]


def _block(line: Line, places: Mapping[int, int]) -> dict[str, Any]:
    ranges: list[dict[str, Any]] = []
    start = 0
    for part in line.parts:
        end = start + len(part.text.encode("utf-16-le")) // 2
        author = places.get(part.client)
        if ranges and ranges[-1]["author"] == author:
            ranges[-1]["end"] = end
        else:
            ranges.append({"start": start, "end": end, "author": author})
        start = end
    return {"block_id": line.block_id or None, "text": line.text, "ranges": ranges}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What became of each block between two states, and the hands behind the clients."""

    changes: Sequence[LineChange]
    hands: Mapping[int, Hand]


class DifferenceQuery(QuerySerializer):
    """``?from=…&to=…``: ids of versions of the document."""

    to = StrictUUIDField(required=False, help_text="Id of the newer version, by default now.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add ``from``, which Python does not let a class body say."""
        since: serializers.Field[Any, Any, Any, Any] = StrictUUIDField(
            required=False, help_text="Id of the older version, by default the empty beginning."
        )
        return {**super().get_fields(), "from": since}


class SpanSerializer(serializers.Serializer[Any]):
    """Some characters that stayed, came or went, and who had written them."""

    kind = serializers.ChoiceField(choices=[SAME, ADDED, REMOVED])
    text = serializers.CharField()
    author = serializers.IntegerField(
        allow_null=True, help_text="Place in `authors`; null when nobody is known."
    )


class ChangedBlockSerializer(serializers.Serializer[Any]):
    """A block of either state. `node` is its type in the newer one, if it is in both."""

    kind = serializers.ChoiceField(choices=[SAME, CHANGED, ADDED, REMOVED])
    block_id = serializers.CharField(allow_null=True)
    node = serializers.CharField()
    spans = SpanSerializer(many=True)


class DifferenceSerializer(OutputSerializer[Difference]):
    """All blocks of two states, in the order of reading."""

    authors = HandSerializer(many=True)
    blocks = ChangedBlockSerializer(many=True)

    def represent(self, instance: Difference) -> dict[str, Any]:
        """Return the JSON object."""
        places = places_of(instance.hands)
        return {
            "authors": represent_hands(instance.hands),
            "blocks": [_change(change, places) for change in instance.changes],
        }


def _change(change: LineChange, places: Mapping[int, int]) -> dict[str, Any]:
    spans: list[dict[str, Any]] = []
    for span in change.spans:
        author = places.get(span.client)
        if spans and (spans[-1]["kind"], spans[-1]["author"]) == (span.kind, author):
            spans[-1]["text"] += span.text
        else:
            spans.append({"kind": span.kind, "text": span.text, "author": author})
    return {
        "kind": change.kind,
        "block_id": change.block_id or None,
        "node": change.node,
        "spans": spans,
    }
