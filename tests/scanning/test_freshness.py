"""The age of signatures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from apps.scanning.freshness import are_signatures_fresh, signature_max_age, signatures_relaxed
from apps.scanning.outcomes import EngineVersion

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(hours=24)


@pytest.mark.parametrize(
    ("age", "is_fresh"),
    [
        (timedelta(0), True),
        (DAY, True),
        (DAY + timedelta(seconds=1), False),
        (-timedelta(hours=14), True),
        (-timedelta(hours=15), False),
    ],
)
def test_signatures_are_fresh_for_as_long_as_configured(age: timedelta, is_fresh: bool) -> None:
    version = EngineVersion(engine="ClamAV", signature_date=NOW - age)
    assert are_signatures_fresh(version, max_age=DAY, now=NOW) is is_fresh


def test_an_unknown_age_is_too_old() -> None:
    assert not are_signatures_fresh(EngineVersion(), max_age=DAY, now=NOW)


def test_without_a_limit_any_age_will_do() -> None:
    assert are_signatures_fresh(EngineVersion(), max_age=None, now=NOW)


def test_the_setting_zero_relaxes_and_asks_for_the_banner() -> None:
    with override_settings(SIGNATURE_MAX_AGE_HOURS=0):
        assert signature_max_age() is None
        assert signatures_relaxed()
    with override_settings(SIGNATURE_MAX_AGE_HOURS=24):
        assert signature_max_age() == DAY
        assert not signatures_relaxed()
