"""Images in the text of documents."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from apps.core.ids import new_id

from .log import Document


class DocumentImage(models.Model):
    """An image of one document: ``name`` is the id that its nodes carry, the same in every copy.

    The bytes are a version of the document's item, scanned, counted and purged like a file's; the
    document has no current version, so nothing but this row leads to them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="images", db_index=False
    )
    name = models.UUIDField(default=new_id)
    version = models.OneToOneField(
        "drive.FileVersion", on_delete=models.CASCADE, related_name="document_image"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "name"], name="image_named_once"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class DocumentTemplate(models.Model):
    """A document that others are made from: it is offered to whoever may read it."""

    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, primary_key=True, related_name="template"
    )
    marked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"template {self.pk}"
