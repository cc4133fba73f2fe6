"""Refusals that only this door makes."""

from __future__ import annotations

from apps.core.errors import DomainError


class BodyTooLargeError(DomainError):
    """The body is longer than ``maximum_bytes``."""

    code = "too_large"
    status = 413


class LengthRequiredError(DomainError):
    """An upload must announce its size, so that quota is decided before the first byte."""

    code = "length_required"
    status = 411


class ClientGoneError(DomainError):
    """The client went away, or fell silent, before the body was complete; nobody reads this."""

    code = "client_gone"
    status = 400


class CsrfFailedError(DomainError):
    """An unsafe request with a session cookie came without the matching CSRF token."""

    code = "csrf_failed"
    status = 403


class ScopeError(DomainError):
    """The token's scope is narrower than ``needed_scope``."""

    code = "forbidden"
    status = 403


class MethodNotAllowedError(DomainError):
    """``method`` does not exist at this address."""

    code = "method_not_allowed"
    status = 405


class InvalidRequestError(DomainError):
    """The request cannot be understood; ``reason`` may choose the sentence."""

    code = "invalid_request"
    status = 400
