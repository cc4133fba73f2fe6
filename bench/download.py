"""Download of 1 GB through the product against the S3 server read by boto3, and fifty at once.

``python -m bench.download [--mebibytes N] [--rounds N]``: prints medians, the rate relative to the store's own
(promise: at least 0.5, aim 0.8), the memory the server adds, and how many of fifty parallel
downloads came whole.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.rounds import measure, print_table
from bench.stage import Stage, stage
from bench.upload import upload_file

TARGET_RATE = 0.5
FLAT_MEMORY_BYTES = 64 * 10**6
READ_BYTES = 2**20
PARALLEL = 50


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A file with content too large to be uploaded in one request."""

    item_id: str
    object_key: str
    size_bytes: int


def main() -> int:
    """Measure, print, and return 0 when the promises are kept."""
    arguments = _arguments()
    with stage() as product:
        large = _make_sample(product, "large.bin", arguments.mebibytes)
        small = _make_sample(product, "small.bin", max(arguments.mebibytes // 64, 1))
        seconds, memory_bytes = _compare(product, large, arguments.rounds)
        whole = _download_in_parallel(product, small)
        parallel_bytes = product.memory_bytes("VmHWM")
    print_table(seconds, large.size_bytes)
    rate = seconds["S3 by boto3"] / seconds["through sovshare"]
    print(f"{'rate relative to S3':<28} {rate:7.2f}   (promise: {TARGET_RATE}, aim 0.8)")
    print(f"{'memory added by a download':<28} {memory_bytes / 1e6:7.1f} MB")
    print(f"{'highest memory with fifty':<28} {parallel_bytes / 1e6:7.1f} MB")
    print(f"{'whole of fifty in parallel':<28} {whole:7}")
    is_kept = rate >= TARGET_RATE and memory_bytes <= FLAT_MEMORY_BYTES and whole == PARALLEL
    return 0 if is_kept else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mebibytes", type=int, default=954, help="954 MiB are 1 GB")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _compare(product: Stage, sample: Sample, rounds: int) -> tuple[dict[str, float], int]:
    from apps.storage.objects import object_store

    def read_store() -> None:
        with object_store().open_range(sample.object_key) as reader:
            while reader.read(READ_BYTES):
                pass

    _download(product, sample)
    before_bytes = product.memory_bytes("VmHWM")
    rivals = {"S3 by boto3": read_store, "through sovshare": lambda: _download(product, sample)}
    seconds = measure(rivals, rounds)
    return seconds, product.memory_bytes("VmHWM") - before_bytes


def _download(product: Stage, sample: Sample) -> None:
    connection = product.connect()
    path = f"/api/v1/items/{sample.item_id}/content"
    connection.request("GET", path, headers=product.headers)
    answer = connection.getresponse()
    received, buffer = 0, bytearray(READ_BYTES)
    while length := answer.readinto(buffer):
        received += length
    connection.close()
    if answer.status != 200 or received != sample.size_bytes:
        raise RuntimeError(f"{answer.status}: {received} of {sample.size_bytes} bytes")


def _download_in_parallel(product: Stage, sample: Sample) -> int:
    with ThreadPoolExecutor(PARALLEL) as threads:
        downloads = [threads.submit(_download, product, sample) for _ in range(PARALLEL)]
        return sum(download.exception() is None for download in downloads)


def _make_sample(product: Stage, name: str, mebibytes: int) -> Sample:
    """Upload a small file, then give it content larger than one request may carry."""
    from apps.core.clock import utc_now
    from apps.drive.models import FileVersion, Item
    from apps.scanning.operations import record_verdict
    from apps.scanning.outcomes import ScanOutcome, ScanState
    from apps.storage.keys import new_object_key
    from apps.storage.objects import object_store

    item_id = upload_file(product, name, name.encode("ascii"))
    content = _Content(mebibytes * 2**20)
    key, size_bytes = new_object_key(), content.left_bytes
    object_store().put_stream(key, content, size_bytes)
    sha256 = content.digest.hexdigest()
    outcome = ScanOutcome(state=ScanState.CLEAN, scanned_at=utc_now(), bytes_examined=size_bytes)
    verdict = record_verdict(sha256=sha256, outcome=outcome)
    FileVersion.objects.filter(item_id=item_id).update(
        sha256=sha256, verdict=verdict, size_bytes=size_bytes, object_key=key
    )
    Item.objects.filter(id=item_id).update(size_bytes=size_bytes)
    return Sample(item_id=item_id, object_key=key, size_bytes=size_bytes)


class _Content:
    """A random block again and again, hashed while it is read."""

    def __init__(self, size_bytes: int) -> None:
        self._block = os.urandom(READ_BYTES)
        self.left_bytes = size_bytes
        self.digest = hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        part = self._block[: min(size, self.left_bytes)]
        self.left_bytes -= len(part)
        self.digest.update(part)
        return part


if __name__ == "__main__":
    sys.exit(main())
