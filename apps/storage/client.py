"""How boto3 is set up to speak with any S3 server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

POOL_CONNECTIONS = 64
CONNECT_TIMEOUT_SECONDS = 5.0
# urllib3 sends the body under the connection time-out: a store busy flushing needs patience.
SEND_TIMEOUT_SECONDS = 20.0
READ_TIMEOUT_SECONDS = 60.0
ATTEMPTS = 2
PROBE_TIMEOUT_SECONDS = 2.0


@dataclass(frozen=True, kw_only=True)
class StoreAddress:
    """Where the bucket is and who we are there."""

    endpoint_url: str
    bucket: str
    region: str
    access_key_id: str = field(repr=False)
    secret_access_key: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Clients:
    """Three ways of speaking to one server.

    ``streaming`` never retries: its body comes from a source that can be read once.
    ``patient`` retries what may be retried. ``probe`` answers fast or not at all.
    """

    streaming: S3Client
    patient: S3Client
    probe: S3Client


def make_clients(address: StoreAddress) -> Clients:
    """Return clients whose connections are made on first use. They are safe between threads."""
    session = boto3.Session(
        aws_access_key_id=address.access_key_id,
        aws_secret_access_key=address.secret_access_key,
        region_name=address.region,
    )

    def client(config: Config) -> S3Client:
        return session.client("s3", endpoint_url=address.endpoint_url, config=config)

    return Clients(
        streaming=client(_config(1, SEND_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS)),
        patient=client(_config(ATTEMPTS, CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS)),
        probe=client(_config(1, PROBE_TIMEOUT_SECONDS, PROBE_TIMEOUT_SECONDS)),
    )


def _config(attempts: int, connect_seconds: float, read_seconds: float) -> Config:
    return Config(
        signature_version="s3v4",
        connect_timeout=connect_seconds,
        read_timeout=read_seconds,
        max_pool_connections=POOL_CONNECTIONS,
        retries={"total_max_attempts": attempts, "mode": "standard"},
        # Newer botocore adds CRC trailers which many S3 servers refuse or mistake for content.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        # Signing the payload would read the body once more, which a stream cannot offer.
        s3={"addressing_style": "path", "payload_signing_enabled": False},
    )
