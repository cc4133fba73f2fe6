"""Asks this container's own server whether it lives; the image's health check."""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 4


def main() -> int:
    """Return 0 when ``/health/live`` answers."""
    url = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/health/live"
    # The host must be one the product answers to; the loopback is not among an operator's.
    host = urlsplit(os.environ.get("PUBLIC_URL", "http://localhost")).netloc
    request = urllib.request.Request(url, headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310 - as above
            return 0
    except (urllib.error.URLError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
