"""Refusals of live documents."""

from __future__ import annotations

from collections.abc import Mapping

from apps.core.errors import ConflictError, DomainError, InvalidInputError, UnavailableError


class NotADocumentError(ConflictError):
    """Something only a live document has was asked of another item."""

    code = "not_a_document"


class DocumentDamagedError(UnavailableError):
    """What is stored of a document cannot be read; it is not served rather than shown empty."""

    code = "document_damaged"


class DocumentTooLargeError(DomainError):
    """The document, or an addition to it, is larger than ``maximum_bytes``."""

    code = "document_too_large"
    status = 413


class EntriesRefusedError(Exception):
    """Some updates cannot be appended; nothing was. Append the others again without them.

    ``refusals`` gives, by place in the list handed in, ``gone`` (the document was purged) or
    ``client_taken`` (a client id of the update is bound to somebody else).
    """

    def __init__(self, refusals: Mapping[int, str]) -> None:
        super().__init__(dict(refusals))
        self.refusals = dict(refusals)


class LogCompactedError(Exception):
    """Rows after this ``seq`` were merged since: load the document anew."""


class NotAnImageError(InvalidInputError):
    """What was sent as an image is something else, by its first bytes: ``media_type``."""

    code = "not_an_image"


class NotATemplateError(InvalidInputError):
    """There is no template of this name, or the caller may not read it."""

    code = "not_a_template"
