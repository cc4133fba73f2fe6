"""Refusals that only the partner's pages know."""

from __future__ import annotations

from apps.core.errors import DomainError


class ItemGoneError(DomainError):
    """The link works, but what was asked for is not, or no longer, behind it."""

    code = "item_gone"
    status = 404


class TooManyTriesError(DomainError):
    """This address guessed too often; try again after ``retry_after_seconds``."""

    code = "throttled"
    status = 429
