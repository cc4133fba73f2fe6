"""Several machines or containers behind a proxy. Refuses to start on anything unsafe."""

from __future__ import annotations

from sovshare.settings import base
from sovshare.settings.base import *  # noqa: F403
from sovshare.settings.production_rules import refuse_unsafe

refuse_unsafe(vars(base))

SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# The proxy redirects; the health probes of an orchestrator come in plain HTTP from inside.
SECURE_SSL_REDIRECT = False
SILENCED_SYSTEM_CHECKS = ["security.W008"]
