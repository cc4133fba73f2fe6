"""Why an update does not go in. Neither is a ``DomainError``: rooms answer them, people never do."""

from __future__ import annotations


class UpdateRefusedError(Exception):
    """The update is malformed, hostile or beyond a bound; its sender is cut off.

    ``reason`` is for logs and counters.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UpdateGapError(Exception):
    """The update builds on something the server does not have; ask its sender for all she has."""
