"""Runs the embedded S3 server in this process's place: ``rclone serve s3`` on the loopback."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sovshare.settings.catalogue import DATA_DIR, S3_BUCKET
from sovshare.settings.embedded_places import objects_dir
from sovshare.settings.kept_secrets import kept_secrets


def main() -> None:
    """Make the bucket's folder and become the server; the keys stay out of the process list."""
    data_dir = DATA_DIR.read()
    objects = objects_dir(data_dir)
    (objects / S3_BUCKET.read()).mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = kept_secrets(data_dir)
    environment = {
        **os.environ,
        # A list in CSV: the quotes keep the pair together.
        "RCLONE_AUTH_KEY": f'"{keys["S3_ACCESS_KEY_ID"]},{keys["S3_SECRET_ACCESS_KEY"]}"',
        "RCLONE_CONFIG": "",
    }
    program = str(Path(sys.executable).parent / "rclone")
    address = f"127.0.0.1:{os.environ['STORE_PORT']}"
    # It writes an error for each folder that it could not remove because others are using it.
    log = ["--log-level", "NOTICE", "--log-file", str(data_dir / "store.log")]
    command = [program, "serve", "s3", str(objects), "--addr", address, *log]
    os.execve(program, command, environment)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main()
