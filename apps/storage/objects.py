"""The object store: the one port through which content is written and read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from threading import Lock
from typing import IO, TYPE_CHECKING, cast

from django.conf import settings

from apps.storage.client import Clients, StoreAddress, make_clients
from apps.storage.errors import ObjectMissingError, StoreUnavailableError, translated_errors
from apps.storage.readers import ByteReader, ObjectReader, StreamBody

# Passed to the server and never believed when serving: types come from the database.
STORED_TYPE = "application/octet-stream"

_making = Lock()

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import GetObjectRequestTypeDef


@dataclass(frozen=True, kw_only=True)
class ObjectInfo:
    """What the store says of an object. ``last_modified`` is aware."""

    key: str
    size_bytes: int
    last_modified: datetime


class ObjectStore:
    """Objects of one bucket.

    Every method raises ``StoreUnavailableError`` when the store fails. Safe between threads.
    """

    def __init__(self, address: StoreAddress) -> None:
        self._address = address
        self._bucket = address.bucket

    @cached_property
    def _clients(self) -> Clients:
        with _making:
            return make_clients(self._address)

    def put_stream(self, key: str, reader: ByteReader, size_bytes: int) -> None:
        """Store exactly ``size_bytes`` bytes of ``reader`` under ``key``, in one pass.

        Tried once. After an error the object may exist or not: delete it. What ``reader``
        raises comes out as ``StoreUnavailableError``, because botocore wraps it.
        """
        with translated_errors():
            self._clients.streaming.put_object(
                Bucket=self._bucket,
                Key=key,
                # botocore needs no more of a file than ``read``.
                Body=cast("IO[bytes]", StreamBody(reader, size_bytes)),
                ContentLength=size_bytes,
                ContentType=STORED_TYPE,
            )

    def open_range(self, key: str, start: int = 0, end: int | None = None) -> ObjectReader:
        """Open bytes ``start`` (included) to ``end`` (excluded; None = the end) of an object.

        Raises ``ObjectMissingError`` when there is none.
        """
        if end is not None and end <= start:
            return ObjectReader(None, 0)
        request: GetObjectRequestTypeDef = {"Bucket": self._bucket, "Key": key}
        # An empty object has no first byte: asking for it would be answered with 416.
        if start > 0 or end is not None:
            request["Range"] = f"bytes={start}-{'' if end is None else end - 1}"
        with translated_errors():
            answer = self._clients.patient.get_object(**request)
        return ObjectReader(answer["Body"], answer["ContentLength"])

    def head(self, key: str) -> ObjectInfo:
        """Return what the store knows of an object, or raise ``ObjectMissingError``."""
        with translated_errors():
            answer = self._clients.patient.head_object(Bucket=self._bucket, Key=key)
        return ObjectInfo(
            key=key, size_bytes=answer["ContentLength"], last_modified=answer["LastModified"]
        )

    def delete(self, key: str) -> None:
        """Remove an object; an absent one is no error."""
        try:
            with translated_errors():
                self._clients.patient.delete_object(Bucket=self._bucket, Key=key)
        except ObjectMissingError:
            return

    def copy(self, source_key: str, target_key: str) -> None:
        """Copy an object inside the store, or raise ``ObjectMissingError``."""
        with translated_errors():
            self._clients.patient.copy_object(
                Bucket=self._bucket,
                Key=target_key,
                CopySource={"Bucket": self._bucket, "Key": source_key},
            )

    def iter_keys(self, prefix: str = "") -> Iterator[ObjectInfo]:
        """Yield every object whose key starts with ``prefix``, a page at a time."""
        pages = self._clients.patient.get_paginator("list_objects_v2")
        with translated_errors():
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                for entry in page.get("Contents", []):
                    yield ObjectInfo(
                        key=entry["Key"],
                        size_bytes=entry["Size"],
                        last_modified=entry["LastModified"],
                    )

    def ensure_bucket(self) -> None:
        """Create the bucket when it is absent."""
        try:
            with translated_errors():
                self._clients.patient.head_bucket(Bucket=self._bucket)
        except ObjectMissingError:
            with translated_errors():
                self._clients.patient.create_bucket(Bucket=self._bucket)

    def check(self) -> None:
        """Return when the bucket answers within two seconds; else raise."""
        try:
            with translated_errors():
                self._clients.probe.head_bucket(Bucket=self._bucket)
        except ObjectMissingError as error:
            raise StoreUnavailableError(reason="bucket missing") from error


def object_store() -> ObjectStore:
    """Return the store that the settings name, the same object for the same settings."""
    return _store_at(
        StoreAddress(
            endpoint_url=settings.S3_ENDPOINT_URL,
            bucket=settings.S3_BUCKET,
            region=settings.S3_REGION,
            access_key_id=settings.S3_ACCESS_KEY_ID,
            secret_access_key=settings.S3_SECRET_ACCESS_KEY,
        )
    )


@cache
def _store_at(address: StoreAddress) -> ObjectStore:
    return ObjectStore(address)
