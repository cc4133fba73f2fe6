"""What can be wrong with content on its way."""

from __future__ import annotations

from apps.core.errors import DomainError


class ContentLengthError(DomainError):
    """The sender gave fewer or more bytes than the ``size_bytes`` it had announced."""

    code = "content_length_mismatch"
    status = 400


class ContentCorruptError(DomainError):
    """The store gives back other bytes than it was given: an alarm, never an answer with bytes."""

    code = "content_corrupt"
    status = 500
