"""Where the embedded profile's parts stand inside DATA_DIR; also used by what starts them."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any

# sun_path holds 108 bytes on Linux (unix(7)), the terminating zero included.
SOCKET_PATH_MAX_BYTES = 107


def database_of(data_dir: Path) -> dict[str, Any]:
    """Return the configuration of the SQLite database."""
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data_dir / "sovshare.sqlite3")}


def objects_dir(data_dir: Path) -> Path:
    """Return the folder which the local S3 server serves: its sub-folders are buckets."""
    return data_dir / "objects"


def static_dir(data_dir: Path) -> Path:
    """Return the folder from which static files are served."""
    return data_dir / "static"


def clamd_socket(data_dir: Path) -> Path:
    """Return the socket of the local clamd, in the temporary folder if DATA_DIR is too deep."""
    path = data_dir / "clamd.sock"
    if len(bytes(path)) <= SOCKET_PATH_MAX_BYTES:
        return path
    digest = hashlib.sha256(bytes(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"sovshare-{digest}.sock"


def clamd_address(data_dir: Path) -> str:
    """Return the address of the local clamd as CLAMD_ADDRESS spells it."""
    return f"unix://{clamd_socket(data_dir)}"
