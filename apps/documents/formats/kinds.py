"""The kinds of files that documents leave as, for who must name them without converting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "markdown": "text/markdown",
    "html": "text/html",
    "text": "text/plain",
}
ENDINGS = {
    "pdf": "pdf",
    "odt": "odt",
    "docx": "docx",
    "markdown": "md",
    "html": "html",
    "text": "txt",
}


@dataclass(frozen=True, kw_only=True)
class Export:
    """What a file is to be called and hold besides the text; images by id, with media type."""

    title: str
    language: str
    images: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)
