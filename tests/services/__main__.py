"""``python -m tests.services up | down | env``."""

from __future__ import annotations

import shlex
import sys

from tests.services.ensemble import end_services, ensure_services


def main(word: str) -> int:
    """Do what the word says; ``env`` prints lines a shell can source."""
    if word == "down":
        end_services()
        return 0
    if word not in ("up", "env"):
        print(__doc__, file=sys.stderr)
        return 2
    environment = ensure_services()
    if word == "env":
        for name, value in environment.items():
            print(f"export {name}={shlex.quote(value)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
