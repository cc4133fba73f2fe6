"""What the documents resource takes and gives."""

from __future__ import annotations

from apps.api.fields import StrictChoiceField, StrictStringField
from apps.api.serializers import StrictSerializer
from apps.api.v1.items.serializers import NAME_INPUT_LENGTH


class NewDocumentSerializer(StrictSerializer):
    """How a new document is called; without a name it gets a free one."""

    name = StrictStringField(
        max_length=NAME_INPUT_LENGTH, required=False, allow_blank=True, trim_whitespace=False
    )
    on_conflict = StrictChoiceField(choices=["fail", "rename"], default="fail")
