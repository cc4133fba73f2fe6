"""What is said beside a document: comments in threads, and suggestions of what it should say."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core.ids import new_id
from apps.documents.margin.anchors import MAXIMUM_BYTES

BODY_LENGTH = 4000
QUOTE_LENGTH = 4000
CONTEXT_LENGTH = 64
NAME_LENGTH = 320


class Authored(models.Model):
    """Made by an agent, or by a partner through a link: ``author`` or ``link_id`` is set.

    ``author_name`` is the name at that time; a partner has no other.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    link_id = models.UUIDField(null=True)
    author_name = models.CharField(max_length=NAME_LENGTH)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True


class Anchored(Authored):
    """Hangs on a range of the text: two relative positions, the words it had and those around.

    The words find the place again when the editor has written it anew (``margin.places``).
    """

    document = models.ForeignKey(
        "documents.Document", on_delete=models.CASCADE, related_name="%(class)ss"
    )
    anchor_start = models.BinaryField(max_length=MAXIMUM_BYTES)
    anchor_end = models.BinaryField(max_length=MAXIMUM_BYTES)
    quote = models.CharField(max_length=QUOTE_LENGTH, blank=True)
    prefix = models.CharField(max_length=CONTEXT_LENGTH, blank=True)
    suffix = models.CharField(max_length=CONTEXT_LENGTH, blank=True)

    class Meta(Authored.Meta):
        abstract = True


class Thread(Anchored):
    """Comments on one range; ``resolved_at`` is null while it is open."""

    resolved_at = models.DateTimeField(null=True)
    resolved_by_name = models.CharField(max_length=NAME_LENGTH, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["document", "created_at", "id"], name="thread_in_document"),
        ]

    def __str__(self) -> str:
        return f"thread on {self.document_id}"


class Comment(Authored):
    """One contribution to a thread. A deleted one that others answered stays as an empty place."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    body = models.CharField(max_length=BODY_LENGTH, blank=True)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["thread", "created_at", "id"], name="comment_in_thread"),
        ]

    def __str__(self) -> str:
        return f"comment in {self.thread_id}"


class SuggestionKind(models.TextChoices):
    """What would be done to the quoted words."""

    INSERT = "insert"
    DELETE = "delete"
    REPLACE = "replace"


class SuggestionStatus(models.TextChoices):
    """Open, or how it ended; ``withdrawn`` is by its author."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Suggestion(Anchored):
    """A change somebody proposes; the text is untouched until an editor accepts it."""

    kind = models.CharField(max_length=7, choices=SuggestionKind.choices)
    replacement = models.CharField(max_length=BODY_LENGTH, blank=True)
    status = models.CharField(
        max_length=9, choices=SuggestionStatus.choices, default=SuggestionStatus.OPEN
    )
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=NAME_LENGTH, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="insert", quote="") | (~Q(kind="insert") & ~Q(quote="")),
                name="suggestion_quotes_what_goes",
            ),
            models.CheckConstraint(
                condition=Q(kind="delete", replacement="")
                | (~Q(kind="delete") & ~Q(replacement="")),
                name="suggestion_says_what_comes",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["document", "status", "created_at", "id"], name="suggestion_in_document"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.document_id}"
