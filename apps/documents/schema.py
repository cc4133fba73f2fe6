"""The schema of a document, read from ``schema.json``, which the browser reads too.

Attributes are written straight into the CRDT by any editor, so nothing found there is believed:
whoever renders or exports asks ``clean_attributes`` and ``safe_href``. Knows no Django.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = "doc"
TEXT = "text"
_FILE = Path(__file__).with_name("schema.json")
# Browsers drop these inside an address, so "java\tscript:" runs: they never get that far.
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """What one attribute of a node or mark may hold; anything else becomes ``default``."""

    type: str
    default: Any = None
    values: tuple[Any, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    pattern: re.Pattern[str] | None = None
    max_length: int = 1000


@dataclass(frozen=True, kw_only=True)
class NodeType:
    """One kind of node: ``kind`` is root, block, item, row, cell or inline."""

    name: str
    kind: str
    content: str
    attributes: Mapping[str, Attribute]
    has_block_id: bool

    @property
    def holds_inline(self) -> bool:
        """Whether text lies directly inside."""
        return self.content in {"inline*", "text*"}

    @property
    def is_leaf(self) -> bool:
        """Whether it holds nothing."""
        return self.content == ""


@dataclass(frozen=True, kw_only=True)
class Schema:
    """All node and mark types, the shape of links and of block ids."""

    field: str
    nodes: Mapping[str, NodeType]
    marks: Mapping[str, Mapping[str, Attribute]]
    link_schemes: frozenset[str]
    link_max_length: int
    block_id: re.Pattern[str]


@cache
def document_schema() -> Schema:
    """Return the schema, read once."""
    read = json.loads(_FILE.read_text(encoding="utf-8"))
    return Schema(
        field=read["field"],
        nodes={name: _node_type(name, facts) for name, facts in read["nodes"].items()},
        marks={name: _attributes(facts) for name, facts in read["marks"].items()},
        link_schemes=frozenset(read["links"]["schemes"]),
        link_max_length=read["links"]["max_length"],
        block_id=re.compile(read["block_id"]["pattern"]),
    )


def safe_href(value: object) -> str | None:
    """Return an address that a link may lead to, or None.

    Allowed are the schema's schemes and paths of this site (``/…``); not ``//other.host``, which
    is another site, nor backslashes, which browsers read as slashes.
    """
    schema = document_schema()
    if not isinstance(value, str) or len(value) > schema.link_max_length:
        return None
    href = _INVISIBLE.sub("", value)
    if href.startswith("/"):
        return None if href[1:2] in {"/", "\\"} else href
    scheme = _SCHEME.match(href)
    return href if scheme and scheme.group(1).lower() in schema.link_schemes else None


def clean_attributes(
    specifications: Mapping[str, Attribute], found: Mapping[str, Any]
) -> dict[str, Any]:
    """Return every attribute the schema names, with its default where what was found is no value."""
    return {name: _clean(spec, found.get(name)) for name, spec in specifications.items()}


def clean_block_id(value: object) -> str | None:
    """Return a block's stable id if it is one."""
    is_id = isinstance(value, str) and document_schema().block_id.fullmatch(value)
    return str(value) if is_id else None


def _clean(spec: Attribute, value: Any) -> Any:
    read = _READERS[spec.type](spec, value)
    if read is None or (spec.values and read not in spec.values):
        return spec.default
    return read


def _clean_string(spec: Attribute, value: Any) -> str | None:
    if not isinstance(value, str) or len(value) > spec.max_length:
        return None
    return value if spec.pattern is None or spec.pattern.fullmatch(value) else None


def _clean_integer(spec: Attribute, value: Any) -> int | None:
    # The CRDT knows only numbers: integers come back as floats.
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or value != value or abs(value) > 2**53 or value != int(value):  # noqa: PLR0124 - not a number
        return None
    number = int(value)
    is_low = spec.minimum is not None and number < spec.minimum
    is_high = spec.maximum is not None and number > spec.maximum
    return None if is_low or is_high else number


def _clean_integers(spec: Attribute, value: Any) -> list[int | None] | None:
    if not isinstance(value, list) or not value or len(value) > 100:
        return None
    numbers = [_clean_integer(spec, part) for part in value]
    return numbers if any(number is not None for number in numbers) else None


def _clean_boolean(spec: Attribute, value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _clean_link(spec: Attribute, value: Any) -> str | None:
    return safe_href(value)


_READERS = {
    "string": _clean_string,
    "integer": _clean_integer,
    "integers": _clean_integers,
    "boolean": _clean_boolean,
    "link": _clean_link,
}


def _node_type(name: str, facts: Mapping[str, Any]) -> NodeType:
    return NodeType(
        name=name,
        kind=facts["kind"],
        content=facts.get("content", ""),
        attributes=_attributes(facts),
        has_block_id=facts.get("block_id", False),
    )


def _attributes(facts: Mapping[str, Any]) -> dict[str, Attribute]:
    return {name: _attribute(facts) for name, facts in facts.get("attributes", {}).items()}


def _attribute(facts: Mapping[str, Any]) -> Attribute:
    pattern = facts.get("pattern")
    return Attribute(
        type=facts["type"],
        default=facts.get("default"),
        values=tuple(facts.get("values", ())),
        minimum=facts.get("minimum"),
        maximum=facts.get("maximum"),
        pattern=re.compile(pattern) if pattern else None,
        max_length=facts.get("max_length", 1000),
    )
