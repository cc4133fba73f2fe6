"""Settings under which mypy reads the models: nothing here is ever started."""

from __future__ import annotations

from sovshare.settings import catalogue  # noqa: F401 - declares what is offered
from sovshare.settings.environment import offer

offer(
    SECRET_KEY="x" * 50,
    PUBLIC_URL="http://localhost",
    DATABASE_URL={"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
    S3_ENDPOINT_URL="http://localhost",
    S3_ACCESS_KEY_ID="x",
    S3_SECRET_ACCESS_KEY="x",  # noqa: S106 - opens nothing
    CLAMD_ADDRESS="unix:///nowhere",
)

from sovshare.settings.base import *  # noqa: E402, F403
