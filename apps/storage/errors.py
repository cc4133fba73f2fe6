"""What can go wrong with the store, translated from botocore's many ways of saying it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from apps.core.errors import DomainError, UnavailableError

MISSING_CODES = frozenset({"404", "NoSuchKey", "NotFound"})


class StoreUnavailableError(UnavailableError):
    """The store does not answer, refuses, or broke off; the same request may succeed later."""

    code = "store_unavailable"


class ObjectMissingError(DomainError):
    """The store answered that no such object exists.

    A row that names an absent object is damage, not a state: retrying does not help, hence 500.
    """

    code = "object_missing"
    status = 500


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn botocore's and urllib3's exceptions into the two errors of this module."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in MISSING_CODES:
            raise ObjectMissingError from error
        raise StoreUnavailableError(reason=code or "refused") from error
    except (BotoCoreError, HTTPError, OSError) as error:
        raise StoreUnavailableError(reason=type(error).__name__) from error
