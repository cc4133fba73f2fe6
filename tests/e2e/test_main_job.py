"""The main job end to end, on PostgreSQL and on the embedded defaults as `make run` starts them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.e2e.agent import _store, origin
from tests.e2e.embedded import Embedded, embedded
from tests.e2e.main_job import walk_main_job
from tests.portal.browser import chromium
from tests.world import Agent, alice, organisation

__all__ = ["_store", "alice", "chromium", "embedded", "organisation", "origin"]
SIGN_IN = "un mot de passe assez long"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_main_job(
    alice: Agent,
    origin: str,
    chromium: Browser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "PUBLIC_URL", origin)
    alice.person.set_password(SIGN_IN)
    alice.person.save()
    walk_main_job(chromium, origin, alice.person.email, SIGN_IN, tmp_path)


@pytest.mark.browser
@pytest.mark.embedded
def test_the_main_job_on_the_embedded_defaults(
    embedded: Embedded, chromium: Browser, tmp_path: Path
) -> None:
    email, password = embedded.sign_in()
    walk_main_job(chromium, embedded.address, email, password, tmp_path)
