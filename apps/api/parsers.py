"""Reading request bodies: JSON in UTF-8, nothing else (RFC 8259)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from .refusals import BodyTooLargeError

JSON_MAXIMUM_BYTES = 1024 * 1024


class StrictJSONParser(BaseParser):
    """JSON without its pitfalls: other charsets, NaN, repeated keys, bottomless nesting."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the decoded body. Raises ``ParseError`` or ``BodyTooLargeError``."""
        raw = stream.read(JSON_MAXIMUM_BYTES + 1)
        if len(raw) > JSON_MAXIMUM_BYTES:
            raise BodyTooLargeError(maximum_bytes=JSON_MAXIMUM_BYTES)
        try:
            return json.loads(
                raw.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_without_repeats
            )
        except (ValueError, RecursionError) as error:
            raise ParseError("json") from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key appears twice")
    return result
