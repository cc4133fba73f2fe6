"""What can be wrong with a file that is to become a document, or the other way."""

from __future__ import annotations

from apps.core.errors import InvalidInputError, UnavailableError


class UnreadableError(InvalidInputError):
    """A file cannot be converted; ``reason``: damaged, too_large, too_long, unknown_type."""

    code = "unreadable"


class ConverterBusyError(UnavailableError):
    """As many conversions as may run at a time are running; retrying helps."""

    code = "converter_busy"
