"""What the documents resource takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from apps.api.fields import StrictBooleanField, StrictChoiceField, StrictStringField
from apps.api.serializers import OutputSerializer, QuerySerializer, StrictSerializer
from apps.api.v1.items.serializers import NAME_INPUT_LENGTH
from apps.documents.models import DocumentImage
from apps.documents.operations.editing import Edited
from apps.drive.models import ContentState

CONTENT_FORMATS = ("json", "markdown", "html", "text", "yjs")
EXPORT_FORMATS = ("pdf", "odt", "docx", "markdown", "html", "text")


class NewDocumentSerializer(StrictSerializer):
    """How a new document is called; without a name it gets a free one."""

    name = StrictStringField(
        max_length=NAME_INPUT_LENGTH, required=False, allow_blank=True, trim_whitespace=False
    )
    on_conflict = StrictChoiceField(choices=["fail", "rename"], default="fail")
    template_id = StrictStringField(
        max_length=100,
        required=False,
        help_text="A template's `id`; the document begins with what that one says.",
    )


class ContentQuery(QuerySerializer):
    """``?format=…`` of content that is read."""

    format = StrictChoiceField(choices=list(CONTENT_FORMATS), default="json")


class ExportQuery(QuerySerializer):
    """``?format=…`` of a file that is made."""

    format = StrictChoiceField(choices=list(EXPORT_FORMATS), default="pdf")


class MarkSerializer(StrictSerializer):
    """Whether a document is offered as a template."""

    is_template = StrictBooleanField()


class MarkedSerializer(OutputSerializer[bool]):
    """Whether a document is offered as a template."""

    is_template = serializers.BooleanField()

    def represent(self, instance: bool) -> dict[str, Any]:
        """Return the JSON object."""
        return {"is_template": instance}


@dataclass(frozen=True, kw_only=True)
class Template:
    """What a new document can be made from; ``id`` begins with ``builtin:`` or is a document's."""

    id: str
    name: str
    is_builtin: bool


class TemplateSerializer(OutputSerializer[Template]):
    """What a new document can be made from."""

    id = serializers.CharField(help_text="For `template_id` of a new document.")
    name = serializers.CharField()
    is_builtin = serializers.BooleanField()

    def represent(self, instance: Template) -> dict[str, Any]:
        """Return the JSON object."""
        return {"id": instance.id, "name": instance.name, "is_builtin": instance.is_builtin}


class EditedSerializer(OutputSerializer[Edited]):
    """What came of an edit: the document's newest number, and whether anything changed."""

    seq = serializers.IntegerField()
    is_changed = serializers.BooleanField()

    def represent(self, instance: Edited) -> dict[str, Any]:
        """Return the JSON object."""
        return {"seq": instance.seq, "is_changed": instance.update != b""}


class ImageSerializer(OutputSerializer[DocumentImage]):
    """An image of a document; ``id`` is what the image's node in the text carries."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=ContentState.values)
    media_type = serializers.CharField()
    size_bytes = serializers.IntegerField()

    def represent(self, instance: DocumentImage) -> dict[str, Any]:
        """Return the JSON object; the image's version must be joined."""
        version = instance.version
        return {
            "id": str(instance.name),
            "state": version.state,
            "media_type": version.media_type,
            "size_bytes": version.size_bytes,
        }
