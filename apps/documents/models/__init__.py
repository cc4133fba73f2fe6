"""Tables of live documents."""

from .clients import DocumentClient
from .images import DocumentImage, DocumentTemplate
from .log import Document, DocumentSnapshot, DocumentUpdate
from .margin import Comment, Suggestion, Thread
from .versions import DocumentVersion, VersionKind

__all__ = [
    "Comment",
    "Document",
    "DocumentClient",
    "DocumentImage",
    "DocumentSnapshot",
    "DocumentTemplate",
    "DocumentUpdate",
    "DocumentVersion",
    "Suggestion",
    "Thread",
    "VersionKind",
]
