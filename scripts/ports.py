"""Says whether the product can listen where it is told to; behind ``make run``."""

from __future__ import annotations

import os
import socket
import sys

from django.core.exceptions import ImproperlyConfigured

from sovshare.settings.catalogue import PORT, REALTIME_PORT


def main() -> int:
    """Print the sentence that tells why not, and return 1, or return 0."""
    host = os.environ["HOST"]
    try:
        port = PORT.read()
        places = [(host, port), (host, REALTIME_PORT.read() or port + 1), ("127.0.0.1", port + 2)]
    except ImproperlyConfigured as error:
        print(f"sovshare does not start: {error}", file=sys.stderr)
        return 1
    for place in places:
        if (reason := _refusal(*place)) is not None:
            print(
                f"{place[0]}:{place[1]} cannot be listened at ({reason}). Choose another with"
                " PORT=… (three in a row are used).",
                file=sys.stderr,
            )
            return 1
    return 0


def _refusal(host: str, port: int) -> str | None:
    try:
        with socket.create_server((host, port)):
            return None
    except OSError as error:
        # create_server adds the address, which we tell in our own words.
        return str(error.strerror).partition(" (while")[0]


if __name__ == "__main__":
    sys.exit(main())
