"""Secrets which the embedded profile makes for itself once and keeps in DATA_DIR."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

FILE_NAME = "secrets.json"


def kept_secrets(data_dir: Path) -> dict[str, str]:
    """Return the installation's secrets, made at first use, readable by their owner alone.

    Raises ``OSError`` when the folder cannot be written.
    """
    path = data_dir / FILE_NAME
    if not path.exists():
        _write_once(path, _new_secrets())
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _new_secrets() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "S3_ACCESS_KEY_ID": secrets.token_hex(10).upper(),
        "S3_SECRET_ACCESS_KEY": secrets.token_urlsafe(30),
    }


def _write_once(path: Path, values: dict[str, str]) -> None:
    """Write atomically, and let the first of two processes starting together win."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{FILE_NAME}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(values, file)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
