"""``python -m tests.realtime.documents.nursery PORT FILE``: a live door that is born again when killed.

The parent has loaded everything and opened nothing; each child is forked from it and serves at once.
FILE holds the child's process id.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import uvicorn

from tests.api.running import QUICK_WEB_SOCKETS


def main() -> None:
    from sovshare.asgi import application

    port, file = int(sys.argv[1]), Path(sys.argv[2])
    while True:
        child = os.fork()
        if child == 0:
            uvicorn.run(
                application,
                port=port,
                loop="uvloop",
                ws=QUICK_WEB_SOCKETS,
                ws_per_message_deflate=False,
                lifespan="off",
                access_log=False,
                log_level="warning",
                timeout_graceful_shutdown=10,
            )
            os._exit(0)
        file.with_suffix(".new").write_text(str(child), encoding="ascii")
        file.with_suffix(".new").rename(file)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
