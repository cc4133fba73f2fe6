"""Prints where the product is and who can sign in, once it answers."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from http import HTTPStatus

from sovshare.settings.catalogue import DATA_DIR

PATIENCE_SECONDS = 90.0


def main() -> None:
    """Wait for the web process; say nothing if it never answers or its parent has ended."""
    parent = os.getppid()
    address = f"http://localhost:{os.environ['PORT']}"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and os.getppid() == parent:
        if _answers(f"{address}/health/live"):
            print(_welcome(address), flush=True)
            return
        time.sleep(0.2)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own http address
            return bool(answer.status == HTTPStatus.OK)
    except (urllib.error.URLError, OSError):
        return False


def _welcome(address: str) -> str:
    kept = DATA_DIR.read() / "demo.json"
    lines = ["", f"  sovshare is at {address}", ""]
    if kept.exists():
        sign_ins = json.loads(kept.read_text())
        lines += [f"    {email:<32} {password}" for email, password in sign_ins.items()]
        lines += ["", "  Demonstration accounts of this installation. Ctrl-C stops everything.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
