"""Where the services of this checkout keep their files: short paths, for the sake of sockets."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def runtime_dir() -> Path:
    """Return the folder of this checkout's services; ``SOVSHARE_TEST_DIR`` gives another."""
    given = os.environ.get("SOVSHARE_TEST_DIR")
    if given:
        return Path(given)
    digest = hashlib.sha256(bytes(CHECKOUT)).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"sovshare-tests-{os.getuid()}-{digest}"
