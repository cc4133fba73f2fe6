"""Everything on one machine: SQLite, a local S3 server, a local clamd. What ``make run`` uses."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from sovshare.settings import catalogue
from sovshare.settings.embedded_places import clamd_address, database_of, static_dir
from sovshare.settings.environment import offer
from sovshare.settings.kept_secrets import kept_secrets

_data_dir = catalogue.DATA_DIR.read()
_port = catalogue.PORT.read()
try:
    _secrets = kept_secrets(_data_dir)
except OSError as error:
    raise ImproperlyConfigured(
        f"DATA_DIR: {_data_dir} cannot be used ({error.strerror})."
    ) from error

offer(
    **_secrets,
    PUBLIC_URL=f"http://localhost:{_port}",
    ALLOWED_HOSTS=["localhost", "127.0.0.1", "[::1]"],
    # No proxy joins the two doors here.
    REALTIME_PORT=_port + 1,
    DATABASE_URL=database_of(_data_dir),
    S3_ENDPOINT_URL=f"http://127.0.0.1:{_port + 2}",
    CLAMD_ADDRESS=clamd_address(_data_dir),
    # Signatures cannot be refreshed on a machine without network; a banner says so.
    SIGNATURE_MAX_AGE_HOURS=0,
    STATIC_DIR=static_dir(_data_dir),
)

from sovshare.settings.base import *  # noqa: E402, F403
