"""Refuses files that must not enter the repository: secrets and large ones.

``python -m scripts.check_files [FILE…]``; without names, every file that git knows. Run before each
commit by pre-commit and over the whole tree by ``make check``.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parents[1]
LARGE_BYTES = 600_000
PRIVATE_NAMES = re.compile(r"(^|/)(\.env|.*\.(pem|key|p12|pfx|sqlite3|dump))$")
# What secrets look like that somebody else issues; ours have no shape but in a bearer header.
SECRETS = {
    "a private key": rb"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "an S3 access key": rb"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
    "an access token of a code forge": rb"\b(gh[pousr]_[A-Za-z0-9]{36}|glpat-[\w-]{20})",
    "a bearer token": rb"Bearer [A-Za-z0-9_-]{43}\b",
    "a signed token": rb"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
}
PATTERNS = {name: re.compile(pattern) for name, pattern in SECRETS.items()}


def main(arguments: list[str]) -> int:
    """Print what is refused and why; return 1 if anything is."""
    complaints = list(examine(map(Path, arguments) if arguments else known_files()))
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


def known_files() -> Iterator[Path]:
    """Yield the files that git knows, as they are on disk now; none where git is not at hand."""
    if shutil.which("git") is None or not (PROJECT_DIR / ".git").exists():
        print("No git here: no file was examined.")
        return iter(())
    # A container often works on a folder that another user owns.
    trusting = ["-c", f"safe.directory={PROJECT_DIR}"]
    command = ["git", *trusting, "-C", str(PROJECT_DIR), "ls-files", "-z"]
    listed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    paths = (PROJECT_DIR / name for name in listed.split("\0") if name)
    return (path for path in paths if path.is_file())


def examine(paths: Iterable[Path]) -> Iterator[str]:
    """Yield a sentence for each reason to refuse a file."""
    for path in paths:
        size_bytes = path.stat().st_size
        if size_bytes > LARGE_BYTES:
            yield f"{path}: {size_bytes} bytes are too many for the repository ({LARGE_BYTES})."
        if PRIVATE_NAMES.search(path.as_posix()):
            yield f"{path}: files of this name hold secrets or people's data."
        content = path.read_bytes()
        for name, pattern in PATTERNS.items():
            if found := pattern.search(content):
                line = content.count(b"\n", 0, found.start()) + 1
                yield f"{path}:{line}: this looks like {name}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
