"""What live documents do when something happens below them."""

from __future__ import annotations

from apps.core.events import subscribe_on_write
from apps.drive.events import DocumentsCopied

from .operations.copying import copy_documents


def subscribe() -> None:
    """Called once when the application is ready."""
    subscribe_on_write(DocumentsCopied, _copy_content)


def _copy_content(event: DocumentsCopied) -> None:
    copy_documents(copies=event.copies, actor=event.actor)
