"""What the items resource takes and gives."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.fields import StrictChoiceField, StrictStringField, StrictUUIDField
from apps.api.serializers import OutputSerializer, PageQuery, QuerySerializer, StrictSerializer
from apps.api.v1.shapes import (
    ABILITY_WORDS,
    ROLE_WORDS,
    PersonRefSerializer,
    VerdictSerializer,
    ability_words,
    person_ref,
)
from apps.drive.models import FileVersion, Item, ItemKind, SpaceKind
from apps.drive.operations.naming import OnConflict

from .rows import ItemDetailRow, ItemRow

# Longer than any name may be, so that the domain can say itself what is wrong with it.
NAME_INPUT_LENGTH = 1000
# Each in one direction throughout, so that an index is read from where the last page ended.
SORTS = {
    "name": ("folders_first", "sort_key", "id"),
    "-name": ("-folders_last", "-sort_key", "-id"),
    "updated_at": ("folders_first", "updated_at", "id"),
    "-updated_at": ("-folders_last", "-updated_at", "-id"),
    "size_bytes": ("folders_first", "size_bytes", "id"),
    "-size_bytes": ("-folders_last", "-size_bytes", "-id"),
}
_represent_verdict = VerdictSerializer().represent


class NameSerializer(StrictSerializer):
    """A new name."""

    name = StrictStringField(max_length=NAME_INPUT_LENGTH, allow_blank=True, trim_whitespace=False)


class ChildrenQuery(PageQuery):
    """How to list a folder; folders always come first."""

    sort = serializers.ChoiceField(choices=list(SORTS), default="name", required=False)


class UploadQuery(QuerySerializer):
    """What to do when the name is taken."""

    on_conflict = serializers.ChoiceField(
        choices=[choice.value for choice in OnConflict], default="fail", required=False
    )


class ContentQuery(QuerySerializer):
    """How a browser should take the content; ``inline`` counts for an allow-list of types only."""

    disposition = serializers.ChoiceField(
        choices=["attachment", "inline"], default="attachment", required=False
    )


class MoveSerializer(StrictSerializer):
    """Where to move to."""

    parent_id = StrictUUIDField()
    name = StrictStringField(max_length=NAME_INPUT_LENGTH, required=False, trim_whitespace=False)
    on_conflict = StrictChoiceField(choices=["fail", "rename"], default="fail")


class CopySerializer(StrictSerializer):
    """Where to copy to."""

    parent_id = StrictUUIDField()
    name = StrictStringField(max_length=NAME_INPUT_LENGTH, required=False, trim_whitespace=False)
    on_conflict = StrictChoiceField(choices=["fail", "rename"], default="rename")


class ItemSerializer(OutputSerializer[ItemRow]):
    """A folder, file or document, and what the caller may do with it."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ItemKind.values)
    name = serializers.CharField()
    parent_id = serializers.UUIDField(allow_null=True)
    space_id = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    created_by = PersonRefSerializer(allow_null=True)
    size_bytes = serializers.IntegerField(allow_null=True)
    media_type = serializers.CharField(allow_null=True)
    version_id = serializers.UUIDField(allow_null=True)
    version_number = serializers.IntegerField(allow_null=True)
    verdict = VerdictSerializer(allow_null=True)
    trashed_at = serializers.DateTimeField(allow_null=True)
    link_count = serializers.IntegerField(help_text="Open links on this very item.")
    is_shared = serializers.BooleanField(help_text="Whether roles are granted on this very item.")
    role = serializers.ChoiceField(choices=ROLE_WORDS, allow_null=True)
    abilities = serializers.ListField(child=serializers.ChoiceField(choices=ABILITY_WORDS))

    def represent(self, instance: ItemRow) -> dict[str, Any]:
        """Return the JSON object."""
        item, rights, version = instance.item, instance.rights, instance.version
        return {
            "id": str(item.id),
            "kind": item.kind,
            "name": item.name,
            "parent_id": None if item.parent_id is None else str(item.parent_id),
            "space_id": str(item.space_id),
            "created_at": item.created_at,
            "updated_at": item.updated_at,
            "created_by": person_ref(item.created_by),
            "size_bytes": _size_of(item, version),
            "media_type": version.media_type if version else None,
            "version_id": str(version.id) if version else None,
            "version_number": version.number if version else None,
            "verdict": _represent_verdict(version) if version else None,
            "trashed_at": item.trashed_at,
            "link_count": rights.link_count,
            "is_shared": rights.is_shared,
            "role": rights.role.word if rights.role is not None else None,
            "abilities": ability_words(rights.abilities),
        }


def _size_of(item: Item, version: FileVersion | None) -> int | None:
    if version is not None:
        return version.size_bytes
    return item.size_bytes if item.is_document else None


class CrumbSerializer(serializers.Serializer[Any]):
    """One step of the way to an item."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class ItemSpaceSerializer(serializers.Serializer[Any]):
    """The space an item hangs in; its name is null for who may not read the space."""

    id = serializers.UUIDField()
    name = serializers.CharField(allow_null=True)
    kind = serializers.ChoiceField(choices=SpaceKind.values)


class ItemDetailSerializer(ItemSerializer):
    """An item with its surroundings."""

    child_count = serializers.IntegerField(allow_null=True)
    breadcrumb = CrumbSerializer(
        many=True, help_text="From the outermost readable folder to the item itself."
    )
    space = ItemSpaceSerializer()

    def represent(self, instance: ItemRow) -> dict[str, Any]:
        """Return the JSON object. Raises ``TypeError`` for a row without surroundings."""
        if not isinstance(instance, ItemDetailRow):
            raise TypeError("an item's detail needs its surroundings")
        space = instance.item.space
        return {
            **super().represent(instance),
            "child_count": instance.child_count,
            "breadcrumb": [{"id": str(item.id), "name": item.name} for item in instance.above],
            "space": {
                "id": str(space.id),
                "name": space.name if instance.is_space_readable else None,
                "kind": space.kind,
            },
        }


class VersionSerializer(OutputSerializer[FileVersion]):
    """One content of a file."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    size_bytes = serializers.IntegerField()
    media_type = serializers.CharField()
    sha256 = serializers.CharField()
    created_at = serializers.DateTimeField()
    created_by = PersonRefSerializer(allow_null=True)
    verdict = VerdictSerializer()
    is_current = serializers.BooleanField()

    def represent(self, instance: FileVersion) -> dict[str, Any]:
        """Return the JSON object; the version's item must be joined."""
        return {
            "id": str(instance.id),
            "number": instance.number,
            "size_bytes": instance.size_bytes,
            "media_type": instance.media_type,
            "sha256": instance.sha256,
            "created_at": instance.created_at,
            "created_by": person_ref(instance.created_by),
            "verdict": _represent_verdict(instance),
            "is_current": instance.id == instance.item.current_version_id,
        }
