"""Taking in 100 MB (hash, scan, store in one pass) against its two halves alone.

``python -m bench.upload_pipeline [--mebibytes N] [--rounds N]``: starts the test servers if need be, prints
medians, the ratio to the slower half (promise: at most 1.3) and the memory one upload
adds (promise: at most 64 MB). Meant for an otherwise idle machine.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import sys

import django

SIZE_TARGET_RATIO = 1.3
MEMORY_TARGET_BYTES = 64 * 10**6
CHUNK_BYTES = 256 * 1024


def main() -> int:
    """Measure, print, and return 0 when both promises are kept."""
    arguments = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sovshare.settings.testing")
    django.setup()
    from bench.rounds import print_table

    content = os.urandom(arguments.mebibytes * 2**20)
    seconds, memory_bytes = _compare(content, arguments.rounds)
    print_table(seconds, len(content))
    slower = max(seconds["raw S3 PUT"], seconds["raw clamd INSTREAM"])
    ratio = seconds["ingest"] / slower
    print(f"{'ratio to the slower':<28} {ratio:7.2f}   (promise: {SIZE_TARGET_RATIO})")
    print(f"{'memory of one upload':<28} {memory_bytes / 1e6:7.1f} MB (promise: 64)")
    return 0 if ratio <= SIZE_TARGET_RATIO and memory_bytes <= MEMORY_TARGET_BYTES else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mebibytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


def _compare(content: bytes, rounds: int) -> tuple[dict[str, float], int]:
    from apps.drive.intake import ingest
    from apps.scanning.clamd import scanner
    from apps.storage.keys import new_object_key
    from apps.storage.objects import object_store
    from bench.rounds import measure

    store, key = object_store(), new_object_key()
    store.ensure_bucket()
    scanner().check()

    def put() -> None:
        store.put_stream(key, io.BytesIO(content), len(content))

    def scan() -> None:
        chunks = (content[at : at + CHUNK_BYTES] for at in range(0, len(content), CHUNK_BYTES))
        scanner().scan_chunks(chunks, len(content))

    def take_in() -> None:
        ingest(io.BytesIO(content), len(content), key)

    put()
    before_bytes = _peak_memory_bytes()
    take_in()
    memory_bytes = _peak_memory_bytes() - before_bytes
    rivals = {"raw S3 PUT": put, "raw clamd INSTREAM": scan, "ingest": take_in}
    seconds = measure(rivals, rounds)
    store.delete(key)
    return seconds, memory_bytes


def _peak_memory_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main())
