"""One portion of the worker's work on documents."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from uuid import UUID

from apps.core.errors import NotFoundError
from apps.documents.errors import DocumentDamagedError
from apps.documents.native import NativeFailureError

logger = logging.getLogger(__name__)

DOCUMENTS = 20


def work_through(document_ids: Iterable[UUID], act: Callable[[UUID], object]) -> int:
    """Let ``act`` work on each document; return how many times it could.

    One that was purged meanwhile, or is damaged, does not keep the others waiting.
    """
    done = 0
    for document_id in list(document_ids):
        try:
            act(document_id)
        except NotFoundError:
            continue
        except (DocumentDamagedError, NativeFailureError):
            logger.exception("a document is left out", extra={"document_id": str(document_id)})
            continue
        done += 1
    return done
