"""The words of a mail, in its reader's language, as text and as HTML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from apps.core.sealing import seal, unseal

PURPOSE = "outgoing mail"
SUBJECT_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A mail's content. The subject is one line."""

    subject: str
    text: str
    html: str

    def sealed(self) -> bytes:
        """Return it as bytes that a stolen database does not give away."""
        return seal(json.dumps(asdict(self)).encode(), purpose=PURPOSE)

    @classmethod
    def unsealed(cls, sealed: bytes) -> Wording:
        """Return what was sealed. Raises ``SealBrokenError``."""
        return cls(**json.loads(unseal(sealed, purpose=PURPOSE)))


def word(kind: str, *, locale: str, facts: Mapping[str, Any]) -> Wording:
    """Render ``notifications/<kind>.{subject.txt,txt,html}``."""
    context = {**facts, "public_url": settings.PUBLIC_URL, "locale": locale}
    with translation.override(locale):
        subject = render_to_string(f"notifications/{kind}.subject.txt", context)
        return Wording(
            subject=" ".join(subject.split())[:SUBJECT_LENGTH],
            text=render_to_string(f"notifications/{kind}.txt", context),
            html=render_to_string(f"notifications/{kind}.html", context),
        )
