"""The log is calm: one line a request, louder only when the service is at fault; no secrets."""

from __future__ import annotations

import logging
from typing import NoReturn

import pytest
from django.test import Client

from apps.api import health
from apps.core.errors import DomainError, UnavailableError
from sovshare.logs import logging_config

Line = tuple[str, str, str]


def lines(caplog: pytest.LogCaptureFixture) -> list[Line]:
    """Return logger, level and sentence of each line, without the libraries'."""
    ours = ("sovshare", "apps", "django")
    return [
        (record.name, record.levelname, record.getMessage())
        for record in caplog.records
        if record.name.startswith(ours)
    ]


def fail() -> NoReturn:
    raise UnavailableError(reason="asleep")


def crash() -> NoReturn:
    raise RuntimeError


@pytest.mark.parametrize("path", ["/api/v1/me", "/l/wrong", "/account/nowhere/"])
def test_what_a_visitor_does_wrong_is_one_quiet_line(
    client: Client, caplog: pytest.LogCaptureFixture, db: None, path: str
) -> None:
    with caplog.at_level(logging.INFO):
        assert client.get(path).status_code in {401, 404}
    assert lines(caplog) == [("sovshare.requests", "INFO", "request")]


def test_a_part_that_does_not_answer_is_told_with_its_reason(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "CHECKS", {"store": fail})
    assert client.get("/health/ready").status_code == 503
    assert lines(caplog) == [
        ("apps.api.health", "WARNING", "part not ready"),
        ("sovshare.requests", "WARNING", "request"),
    ]
    assert vars(caplog.records[0])["reason"] == "unavailable (reason: asleep)"


def test_a_crash_leaves_its_traceback(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "JsonResponse", crash)
    client = Client(raise_request_exception=False)
    assert client.get("/health/live").status_code == 500
    told = [record for record in caplog.records if record.exc_info]
    assert [(record.name, record.levelname) for record in told] == [("django.request", "ERROR")]
    assert ("sovshare.requests", "WARNING", "request") in lines(caplog)


def test_an_error_says_its_code_and_facts() -> None:
    assert str(DomainError()) == "error"
    assert str(DomainError(reason="x", maximum=3)) == "error (reason: x, maximum: 3)"


def test_the_loudest_log_has_no_contexts_of_templates_and_no_parameters_of_queries() -> None:
    loggers = logging_config(level="DEBUG")["loggers"]
    for name in ("django.template", "django.db.backends"):
        assert loggers[name]["level"] == "INFO"
