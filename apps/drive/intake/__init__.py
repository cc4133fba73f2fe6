"""How content comes in: hashed, scanned and stored in one pass, or read back and scanned again.

Knows bytes and keys, no items. ``ingest`` is the only way in, ``rescan`` the only second look.
"""

from __future__ import annotations

from .errors import ContentCorruptError, ContentLengthError
from .pipeline import IngestResult, ingest
from .rescan import rescan

__all__ = ["ContentCorruptError", "ContentLengthError", "IngestResult", "ingest", "rescan"]
