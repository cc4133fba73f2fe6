"""One JSON object a log line, with the request's id and without secrets."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

# What a log line must never hold: tokens of links, query strings, bearer tokens, passwords in URLs.
_REDACTIONS = (
    (re.compile(r"/l/[^\s/?\"']+"), "/l/…"),
    (re.compile(r"/invitation/[^\s/?\"']+"), "/invitation/…"),
    (re.compile(r"/reset/key/[^\s/?\"']+"), "/reset/key/…"),
    (re.compile(r"(?<=\S)\?[^\s\"']+"), "?…"),
    (re.compile(r"(?i)\bbearer\s+[^\s\"',]+"), "Bearer …"),
    (re.compile(r"(?<=://)[^\s/@]+:[^\s/@]+(?=@)"), "…"),
)
_STANDARD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def redact(text: str) -> str:
    """Return ``text`` without link tokens, query strings, bearer tokens and passwords in URLs."""
    for pattern, replacement in _REDACTIONS:
        text = pattern.sub(replacement, text)
    return text


class RedactingFilter(logging.Filter):
    """Cleans a record's sentence and fields in place; every handler carries it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean ``record`` and let it pass."""
        record.msg, record.args = redact(record.getMessage()), ()
        record.request_id = request_id.get()
        # uvicorn's message once more, with escapes for a terminal.
        vars(record).pop("color_message", None)
        for name, value in vars(record).items():
            if name in _STANDARD_FIELDS:
                continue
            if isinstance(value, str):
                setattr(record, name, redact(value))
            elif not isinstance(value, int | float | bool | None):
                # Django attaches whole request objects; only their text could be useful.
                setattr(record, name, redact(str(value)))
        return True


class CrashesOnly(logging.Filter):
    """Lets a request's line pass that carries a traceback; ``request_ids`` tells the others."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether ``record`` passes."""
        return record.levelno >= logging.ERROR and record.exc_info is not None


class RedactingJsonFormatter(JsonFormatter):
    """Writes the JSON line; tracebacks, which filters never see, are cleaned here."""

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="at",
            json_ensure_ascii=False,
        )

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the standard library's name
        """Return the traceback, redacted."""
        traceback = super().formatException(ei)
        lines = traceback if isinstance(traceback, list) else [traceback]
        return redact("\n".join(lines))


def logging_config(*, level: str) -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard error, from ``level`` up."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "redacting": {"()": "sovshare.logs.RedactingFilter"},
            "crashes": {"()": "sovshare.logs.CrashesOnly"},
        },
        "formatters": {"json": {"()": "sovshare.logs.RedactingJsonFormatter"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["redacting"],
                "formatter": "json",
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"level": level, "filters": ["crashes"]},
            # Below INFO they write whole contexts, CSRF tokens included, and parameters of queries.
            "django.template": {"level": "INFO"},
            "django.db.backends": {"level": "INFO"},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            "uvicorn": {"handlers": [], "level": level, "propagate": True},
            # The access log would hold every address with its query string; ours is request_ids'.
            "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "botocore": {"level": "WARNING"},
            "boto3": {"level": "WARNING"},
        },
    }
