"""Tables of live documents."""

from .clients import DocumentClient
from .log import Document, DocumentSnapshot, DocumentUpdate

__all__ = ["Document", "DocumentClient", "DocumentSnapshot", "DocumentUpdate"]
