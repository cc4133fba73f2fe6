"""The product on real PostgreSQL, Redis, S3 and clamd, each run of the tests in its own corner."""

from __future__ import annotations

import os

from sovshare.settings import catalogue  # noqa: F401 - declares what is offered
from sovshare.settings.environment import offer
from tests.services.corner import holds_corner, take_corner
from tests.services.ensemble import ensure_services
from tests.services.places import runtime_dir

# A server started by a test receives the whole environment from it, the corner included.
if not holds_corner():
    os.environ.update(ensure_services())
    os.environ.update(take_corner())

_static_dir = runtime_dir() / "static" / os.environ["S3_BUCKET"]
_static_dir.mkdir(parents=True, exist_ok=True)

offer(
    SECRET_KEY="tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLM",  # noqa: S106 - opens nothing
    STATIC_DIR=_static_dir,
    PUBLIC_URL="http://testserver",
    ALLOWED_HOSTS=["testserver", "localhost", "127.0.0.1"],
    EMAIL_FROM="sovshare <no-reply@sovshare.test>",
    SIGNATURE_MAX_AGE_HOURS=0,
    LOG_LEVEL="WARNING",
)

from sovshare.settings.base import *  # noqa: E402, F403
from sovshare.settings.base import DATABASES, STORAGES  # noqa: E402

DATABASES["default"]["TEST"] = {"NAME": os.environ["SOVSHARE_TEST_DATABASE"]}
# Addresses without hashes: tests of pages must not wait for `collectstatic`.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# The same algorithm with the least cost: a hundred sign-ins must not take a minute.
PASSWORD_HASHERS = ["tests.hashers.QuickArgon2PasswordHasher"]
