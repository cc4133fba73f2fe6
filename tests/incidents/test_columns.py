"""Nextcloud CVE-2020-8293: text without limit was stored. Every column of ours has a length."""

from __future__ import annotations

from django.apps import apps
from django.db import models

OURS = ("accounts", "audit", "drive", "scanning", "sharing", "documents", "storage", "core")
# Written by the product alone, from values each of which is bounded.
BOUNDED_BY_THEIR_WRITER = {
    ("audit", "AuditEvent", "facts"),
    ("documents", "DocumentVersion", "authors"),
}


def test_every_text_and_binary_column_has_a_length() -> None:
    unlimited = []
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                is_text = isinstance(
                    field,
                    models.TextField | models.CharField | models.BinaryField | models.JSONField,
                )
                where = (label, model.__name__, field.name)
                if is_text and not field.max_length and where not in BOUNDED_BY_THEIR_WRITER:
                    unlimited.append(where)
    assert unlimited == []
