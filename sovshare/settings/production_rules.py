"""What the production profile refuses to start with, each rule with its sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from sovshare.settings import catalogue

SECRET_MIN_CHARACTERS = 50
SECRET_MIN_DIFFERENT_CHARACTERS = 10
DEFAULT_WORDS = (
    "insecure",
    "changeme",
    "change-me",
    "change_me",
    "secret-key",
    "example",
    "django",
)
WELL_KNOWN_KEYS = ("minioadmin", "minio", "admin", "password", "test", "rustfsadmin")


def refuse_unsafe(values: Mapping[str, Any]) -> None:
    """Raise ``ImproperlyConfigured`` with every reason not to start, all at once."""
    reasons = [*_secrets(values), *_places(values), *_switches(values)]
    if reasons:
        raise ImproperlyConfigured(" ".join(reasons))


def _secrets(values: Mapping[str, Any]) -> Iterator[str]:
    key = values["SECRET_KEY"]
    if len(key) < SECRET_MIN_CHARACTERS or len(set(key)) < SECRET_MIN_DIFFERENT_CHARACTERS:
        yield f"SECRET_KEY needs at least {SECRET_MIN_CHARACTERS} random characters."
    if any(word in key.lower() for word in DEFAULT_WORDS):
        yield "SECRET_KEY looks like a default: make a random one."
    if values["S3_SECRET_ACCESS_KEY"].lower() in WELL_KNOWN_KEYS:
        yield "S3_SECRET_ACCESS_KEY is a well-known default: choose another."


def _places(values: Mapping[str, Any]) -> Iterator[str]:
    if not values["PUBLIC_URL"].startswith("https://"):
        yield "PUBLIC_URL must start with https://."
    if "*" in values["ALLOWED_HOSTS"]:
        yield "ALLOWED_HOSTS must name the hosts, not '*'."
    has_several = catalogue.WEB_CONCURRENCY.read() > 1
    if has_several and "sqlite" in values["DATABASES"]["default"]["ENGINE"]:
        yield "SQLite serves one web process only: set DATABASE_URL to PostgreSQL or WEB_CONCURRENCY to 1."
    if has_several and not values["REDIS_URL"]:
        yield "Several web processes need REDIS_URL."


def _switches(values: Mapping[str, Any]) -> Iterator[str]:
    if values["EMAIL_BACKEND"].endswith("console.EmailBackend"):
        # Invitations and new passwords would go to the log, with the secrets in their links.
        yield "EMAIL_URL must name a mail server."
    if values["DEBUG"]:
        yield "DEBUG is not for production."
    if values["SIGNATURE_MAX_AGE_HOURS"] == 0:
        yield "SIGNATURE_MAX_AGE_HOURS=0 is not for production."
