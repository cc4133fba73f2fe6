"""Refusals of this app beyond those every app shares."""

from __future__ import annotations

from apps.core.errors import ConflictError, InvalidInputError, UnavailableError


class EmailTakenError(ConflictError):
    """An account with this address exists. Only for the command line and administrators of the
    machine: no door may tell it to the outside.
    """


class GroupNameTakenError(ConflictError):
    """The organisation has a group of that name already."""


class PasswordRefusedError(InvalidInputError):
    """The password fails the policy; ``reasons`` are its sentences in the reader's language."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(field="password", reasons=reasons)
        self.reasons = reasons


class MailUnavailableError(UnavailableError):
    """The mail server did not take the message; nothing was kept."""
