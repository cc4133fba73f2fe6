"""Runs the embedded clamd in this process's place, with the shipped limits and alerts."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

from scripts.clamd_config import OFFLINE_SIGNATURES, clamd_config
from sovshare.settings.catalogue import DATA_DIR
from sovshare.settings.embedded_places import clamd_socket


def main() -> None:
    """Become clamd, or say what to install and wait: uploads then stay in quarantine."""
    program = shutil.which("clamd")
    if program is None:
        print("clamd is missing: install the package clamav-daemon, then start again.", flush=True)
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
        return
    data_dir = DATA_DIR.read()
    config = _write_config(data_dir)
    # Thirty lines of its limits at each start; its errors still come to the console.
    path = data_dir / "clamd.log"
    if path.exists():
        # If it crashed, this says of what.
        path.replace(data_dir / "clamd.log.before")
    with path.open("w") as log:
        os.dup2(log.fileno(), sys.stdout.fileno())
    os.execv(program, [program, "--config-file", str(config)])  # noqa: S606 - no shell is the point


def _write_config(data_dir: Path) -> Path:
    """Put our signatures beside whatever the operator keeps in ``DATA_DIR/signatures``."""
    signatures = data_dir / "signatures"
    signatures.mkdir(parents=True, exist_ok=True, mode=0o700)
    for source in OFFLINE_SIGNATURES.glob("sovshare.*"):
        shutil.copyfile(source, signatures / source.name)
    config = data_dir / "clamd.conf"
    config.write_text(clamd_config(socket=clamd_socket(data_dir), signatures=signatures))
    return config


if __name__ == "__main__":
    main()
