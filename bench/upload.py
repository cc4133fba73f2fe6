"""Upload of 100 MB through the product until clean and visible, against raw PUT and raw INSTREAM.

``python -m bench.upload [--mebibytes N] [--rounds N]``: prints medians, the ratio to the slower of the two
(promise: at most 1.3) and the memory the server adds (promise: at most 64 MB).
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from itertools import count

from bench.rounds import measure, print_table
from bench.stage import Stage, stage

TARGET_RATIO = 1.3
MEMORY_TARGET_BYTES = 64 * 10**6
CHUNK_BYTES = 256 * 1024


def main() -> int:
    """Measure, print, and return 0 when both promises are kept."""
    arguments = _arguments()
    content = os.urandom(arguments.mebibytes * 2**20)
    with stage() as product:
        seconds, memory_bytes = _compare(product, content, arguments.rounds)
    print_table(seconds, len(content))
    ratio = seconds["through sovshare"] / max(seconds["raw S3 PUT"], seconds["raw clamd INSTREAM"])
    print(f"{'ratio to the slower':<28} {ratio:7.2f}   (promise: {TARGET_RATIO})")
    print(f"{'memory added by uploads':<28} {memory_bytes / 1e6:7.1f} MB (promise: 64)")
    return 0 if ratio <= TARGET_RATIO and memory_bytes <= MEMORY_TARGET_BYTES else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mebibytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


def _compare(product: Stage, content: bytes, rounds: int) -> tuple[dict[str, float], int]:
    from apps.scanning.clamd import scanner
    from apps.storage.keys import new_object_key
    from apps.storage.objects import object_store

    store, key, numbers = object_store(), new_object_key(), count()
    scanner().check()

    def put() -> None:
        store.put_stream(key, io.BytesIO(content), len(content))

    def scan() -> None:
        chunks = (content[at : at + CHUNK_BYTES] for at in range(0, len(content), CHUNK_BYTES))
        scanner().scan_chunks(chunks, len(content))

    def upload() -> None:
        upload_file(product, f"file-{next(numbers)}.bin", content)

    upload_file(product, "small.bin", b"first request")
    before_bytes = product.memory_bytes("VmHWM")
    rivals = {"raw S3 PUT": put, "raw clamd INSTREAM": scan, "through sovshare": upload}
    seconds = measure(rivals, rounds)
    store.delete(key)
    return seconds, product.memory_bytes("VmHWM") - before_bytes


def upload_file(product: Stage, name: str, content: bytes) -> str:
    """Upload into the agent's space and return the item's id once it is clean."""
    connection = product.connect()
    path = f"/api/v1/items/{product.root_id}/files/{name}"
    connection.request("PUT", path, content, product.headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 201:
        raise RuntimeError(f"{answer.status}: {body[:500]!r}")
    item = json.loads(body)
    if item["verdict"]["state"] != "clean":
        raise RuntimeError(item["verdict"])
    return str(item["id"])


if __name__ == "__main__":
    sys.exit(main())
