"""The log of updates, which is the truth of a document, and snapshots, which abbreviate reading it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.documents.authors import GUEST_NAME_LENGTH

# Above what any setting allows: columns have a length, settings decide.
MOST_BYTES = 1024**3


class Document(models.Model):
    """A live document's place in its log; the item says where it is and what it is called.

    Narrow on purpose: each commit of edits rewrites this row. ``seq`` is the last number given,
    ``snapshot_seq`` and ``version_seq`` how far the newest snapshot and version reach, and rows up
    to ``compacted_seq`` may have been merged.
    """

    item = models.OneToOneField(
        "drive.Item", on_delete=models.CASCADE, primary_key=True, related_name="document"
    )
    seq = models.BigIntegerField(default=0)
    snapshot_seq = models.BigIntegerField(default=0)
    version_seq = models.BigIntegerField(default=0)
    compacted_seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"document {self.pk}"


class DocumentSnapshot(models.Model):
    """The state of a document after the update ``seq``.

    ``state`` is a Yjs update (format 1) of the whole, compressed by zlib; ``ground`` what the next
    updates are checked against (``bounds.encode_ground``), so that opening need not read it all.
    """

    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, primary_key=True, related_name="snapshot"
    )
    seq = models.BigIntegerField()
    state = models.BinaryField(max_length=MOST_BYTES)
    ground = models.BinaryField(max_length=MOST_BYTES)
    size_bytes = models.BigIntegerField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"snapshot at {self.seq}"


class DocumentUpdate(models.Model):
    """One row of the log: an update (Yjs, format 1), who sent it and when.

    ``seq`` has no gaps within a document above its ``compacted_seq``. ``key`` is random: by it a
    commit whose outcome is unknown is not repeated. The foreign keys are not checked by the
    database: thousands of rows a second are written under the lock of their document's row.
    """

    pk = models.CompositePrimaryKey("document_id", "seq")
    document = models.ForeignKey(
        Document,
        on_delete=models.CASCADE,
        related_name="updates",
        db_constraint=False,
        db_index=False,  # the primary key begins with it
    )
    seq = models.BigIntegerField()
    update = models.BinaryField(max_length=MOST_BYTES)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,  # people are never deleted
    )
    link_id = models.UUIDField(null=True)
    guest_name = models.CharField(max_length=GUEST_NAME_LENGTH, blank=True)
    key = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["document_id", "seq"]

    def __str__(self) -> str:
        return f"update {self.seq}"
