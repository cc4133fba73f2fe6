"""The verdict passport of a content."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

SHA256_HEX_LENGTH = 64
STATES = ("clean", "infected", "unscannable", "error")


class Verdict(models.Model):
    """What the scanner said of the content with this SHA-256, whoever holds it under any name.

    ``bytes_examined`` bytes went to the engine in ``duration_ms``; the signatures' number and date
    are null when the engine does not tell them. ``rescan_after`` is when the content may be scanned
    again by newer signatures, null at once.
    """

    sha256 = models.CharField(primary_key=True, max_length=SHA256_HEX_LENGTH)
    state = models.CharField(max_length=16)
    signature_name = models.CharField(max_length=255, blank=True)
    reason = models.CharField(max_length=32, blank=True)
    engine_version = models.CharField(max_length=80, blank=True)
    signature_version = models.PositiveIntegerField(null=True)
    signature_date = models.DateTimeField(null=True)
    bytes_examined = models.BigIntegerField()
    duration_ms = models.PositiveIntegerField()
    scanned_at = models.DateTimeField()
    rescan_after = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="verdict_sha256_is_hex", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(name="verdict_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="verdict_infected_is_named",
                condition=~Q(state="infected") | ~Q(signature_name=""),
            ),
            models.CheckConstraint(
                name="verdict_clean_has_no_finding",
                condition=~Q(state="clean") | Q(signature_name="", reason=""),
            ),
        ]
        indexes = [
            # The worker looks for what must be scanned again, oldest first.
            models.Index(fields=["state", "scanned_at"], name="verdict_state_scanned_at"),
            models.Index(fields=["signature_version"], name="verdict_signature_version"),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.state}"
