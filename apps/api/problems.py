"""Problem documents (RFC 9457): the one shape every refusal takes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils.translation import get_language

from apps.core.errors import DomainError, Fact

from .messages import say

PROBLEM_MEDIA_TYPE = "application/problem+json"
MAXIMUM_FIELD_ERRORS = 50


@dataclass(frozen=True, kw_only=True)
class FieldError:
    """What is wrong with one input; ``field`` is a dotted path."""

    field: str
    code: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A refusal, ready to be put into words."""

    code: str
    status: int
    facts: Mapping[str, Fact] = field(default_factory=dict)
    errors: Sequence[FieldError] = ()

    @classmethod
    def of(cls, error: DomainError) -> Problem:
        """Return the problem a ``DomainError`` stands for."""
        return cls(code=error.code, status=error.status, facts=error.facts)

    def document(self) -> dict[str, object]:
        """Return the JSON members, in the active language."""
        title, detail = say(self.code, self.status, self.facts)
        document: dict[str, object] = {
            "type": f"/problems/{self.code}",
            "title": title,
            "status": self.status,
            "code": self.code,
            "detail": detail,
            "facts": dict(self.facts),
        }
        if errors := self._field_errors(detail):
            document["errors"] = [vars(error) for error in errors]
        return document

    def _field_errors(self, detail: str) -> Sequence[FieldError]:
        """Return what is wrong with which input; a domain's refusal names it as a fact."""
        name = self.facts.get("field")
        if isinstance(name, str) and not self.errors:
            return [FieldError(field=name, code=self.code, detail=detail)]
        return self.errors[:MAXIMUM_FIELD_ERRORS]

    def body(self) -> bytes:
        """Return the document as ASCII JSON: even a lone surrogate in a name is harmless."""
        return json.dumps(self.document(), cls=DjangoJSONEncoder).encode("ascii")


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return the HTTP answer for ``problem``; never cached."""
    response = HttpResponse(
        problem.body(), status=problem.status, content_type=PROBLEM_MEDIA_TYPE, headers=headers
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Language"] = get_language() or "fr"
    return response
