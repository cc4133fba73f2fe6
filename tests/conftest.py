"""What every test may ask for."""

from __future__ import annotations

import pytest

pytest_plugins = ["tests.perimeter", "tests.services.fixtures"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix() -> None:
    """Leave the database's name alone: each parallel worker has a corner of its own already."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """How often the live door is killed under typists: a few times here, a thousand by hand."""
    parser.addoption("--kills", type=int, default=10)
