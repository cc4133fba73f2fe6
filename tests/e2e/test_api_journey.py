"""An integrator's whole journey, on PostgreSQL and on the embedded defaults."""

from __future__ import annotations

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.e2e.agent import _store, origin
from tests.e2e.api_journey import walk_api_journey
from tests.e2e.embedded import Embedded, embedded

__all__ = ["_store", "embedded", "origin"]
CREATE = ["create_agent", "integratrice@ministere.test", "--token"]


@pytest.mark.django_db(transaction=True)
def test_a_program_does_the_main_job(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PUBLIC_URL", origin)
    printed = StringIO()
    call_command(*CREATE, stdout=printed, stderr=StringIO())
    walk_api_journey(origin, printed.getvalue().strip())


@pytest.mark.embedded
def test_a_program_does_the_main_job_on_the_embedded_defaults(embedded: Embedded) -> None:
    walk_api_journey(embedded.address, embedded.manage(*CREATE))
