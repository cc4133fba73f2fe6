"""Errors as data: one root with a code, a status and typed facts.

The doors translate a ``DomainError``: problem+json (apps/api), a page (apps/portal), a close code
(apps/realtime). Nothing below the doors writes sentences for people.
"""

from __future__ import annotations

from typing import ClassVar

Fact = str | int | bool | None | list[str]


class DomainError(Exception):
    """Root of every refusal the product makes on purpose.

    ``code`` is stable and public (clients switch on it), ``status`` is the HTTP status a door
    answers with, ``facts`` are the numbers and names the message is built from.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400

    def __init__(self, **facts: Fact) -> None:
        super().__init__(self.code, facts)
        self.facts = facts

    def __str__(self) -> str:
        """For logs; people are told by the doors."""
        facts = ", ".join(f"{name}: {value}" for name, value in self.facts.items())
        return f"{self.code} ({facts})" if facts else self.code


class NotFoundError(DomainError):
    """Missing and forbidden look the same from outside."""

    code = "not_found"
    status = 404


class ForbiddenError(DomainError):
    """The object is visible to the caller, the act is not allowed."""

    code = "forbidden"
    status = 403


class ConflictError(DomainError):
    """The state of the object does not allow the act now."""

    code = "conflict"
    status = 409


class InvalidInputError(DomainError):
    """A value is well-formed for the door but not acceptable for the domain.

    ``field`` names the offending input.
    """

    code = "invalid_input"
    status = 422


class UnavailableError(DomainError):
    """A part the product needs (store, scanner, database) does not answer; retrying helps."""

    code = "unavailable"
    status = 503
