"""Tables of live documents."""

from .clients import DocumentClient
from .log import Document, DocumentSnapshot, DocumentUpdate
from .margin import Comment, Suggestion, Thread

__all__ = [
    "Comment",
    "Document",
    "DocumentClient",
    "DocumentSnapshot",
    "DocumentUpdate",
    "Suggestion",
    "Thread",
]
