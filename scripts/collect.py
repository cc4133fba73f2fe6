"""Collects the static files where any of them changed: compressing them takes ten seconds."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from sovshare.settings.catalogue import DATA_DIR, PROJECT_DIR, STATIC_DIR
from sovshare.settings.embedded_places import static_dir

STAMP = ".collected"
# What Django's own packages bring changes with the requirements only.
SOURCES = (
    "requirements/base.txt",
    "sovshare/collected.py",
    "frontend/dist/**/*",
    "apps/*/static/**/*",
)


def main() -> None:
    """Collect into the embedded profile's folder. Raises ``CalledProcessError``."""
    target = STATIC_DIR.read() if STATIC_DIR.is_given() else static_dir(DATA_DIR.read())
    sources = sorted(path for pattern in SOURCES for path in PROJECT_DIR.glob(pattern))
    collect_if_changed(target, sources, _collect)


def collect_if_changed(target: Path, sources: Iterable[Path], collect: Callable[[], None]) -> None:
    """Call ``collect``, which fills ``target``, unless that was done for the same ``sources``."""
    stamp, now = target / STAMP, _digest(sources)
    if stamp.is_file() and stamp.read_text() == now:
        return
    collect()
    stamp.write_text(now)


def _digest(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sources:
        if path.is_file():
            content = hashlib.sha256(path.read_bytes())
            digest.update(f"{path} {content.hexdigest()}\n".encode())
    return digest.hexdigest()


def _collect() -> None:
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=PROJECT_DIR, check=True)


if __name__ == "__main__":
    main()
