"""What the versions of a live document take and give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rest_framework import serializers

from apps.accounts.models import Person
from apps.api.fields import StrictStringField
from apps.api.serializers import OutputSerializer, StrictSerializer
from apps.api.v1.shapes import person_ref
from apps.documents.models import DocumentVersion, VersionKind
from apps.documents.models.versions import VERSION_NAME_LENGTH


class VersionNameSerializer(StrictSerializer):
    """A version's name."""

    name = StrictStringField(max_length=VERSION_NAME_LENGTH)


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """A version with the agents among its authors."""

    version: DocumentVersion
    people: dict[UUID, Person]


def version_rows(versions: Iterable[DocumentVersion]) -> list[VersionRow]:
    """Return the rows of a page; one query for all its people."""
    versions = list(versions)
    ids = {
        UUID(author["person_id"])
        for version in versions
        for author in version.authors
        if "person_id" in author
    }
    people = Person.objects.in_bulk(ids)
    return [VersionRow(version=version, people=people) for version in versions]


class VersionAuthorSerializer(serializers.Serializer[Any]):
    """An agent, or a guest, who has nothing but the name she gave herself."""

    id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    email = serializers.EmailField(allow_null=True)
    service = serializers.CharField(allow_null=True)


class DocumentVersionSerializer(OutputSerializer[VersionRow]):
    """A state of a document that was kept."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=VersionKind.values)
    name = serializers.CharField()
    at = serializers.DateTimeField()
    seq = serializers.IntegerField(help_text="Place in the document's log.")
    authors = VersionAuthorSerializer(many=True, help_text="Who wrote since the version before.")

    def represent(self, instance: VersionRow) -> dict[str, Any]:
        """Return the JSON object."""
        version = instance.version
        return {
            "id": str(version.id),
            "kind": version.kind,
            "name": version.name,
            "at": version.at,
            "seq": version.seq,
            "authors": [
                shown
                for author in version.authors
                if (shown := _author(author, instance.people)) is not None
            ],
        }


def _author(author: dict[str, Any], people: dict[UUID, Person]) -> dict[str, Any] | None:
    if "person_id" in author:
        return person_ref(people.get(UUID(author["person_id"])))
    return {"id": None, "name": author["name"], "email": None, "service": None}
