"""What the build of the browser application left: which files a page has to load, and in what order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

DICTIONARY = "src/shared/i18n/{language}.json"

Chunks = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Assets:
    """What a page links: paths below ``STATIC_URL``, in the order to load them."""

    script: str
    styles: tuple[str, ...]
    preloads: tuple[str, ...]


def built_chunks() -> Chunks | None:
    """Return Vite's manifest, None before the first build."""
    manifest = Path(settings.FRONTEND_DIST_DIR) / "manifest.json"
    return _read(manifest, manifest.stat().st_mtime_ns) if manifest.is_file() else None


@lru_cache(maxsize=2)
def _read(manifest: Path, modified_ns: int) -> Chunks:
    """``modified_ns`` makes the manifest of a new build be read anew."""
    chunks: Chunks = json.loads(manifest.read_bytes())
    return chunks


def find_assets(chunks: Chunks, entry: str, language: str) -> Assets:
    """List an entry's script and styles, and what it will import at once.

    Scripts go by Vite's own names, which carry a hash: modules import one another by these, and
    the same module under a second name would run twice.
    """
    wanted = list(_closure(chunks, [entry, DICTIONARY.format(language=language)]))
    return Assets(
        script=chunks[entry]["file"],
        styles=tuple(style for key in wanted for style in chunks[key].get("css", ())),
        preloads=tuple(chunks[key]["file"] for key in wanted if key != entry),
    )


def _closure(chunks: Chunks, keys: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop(0)
        if key not in seen:
            seen.add(key)
            waiting.extend(chunks[key].get("imports", ()))
            yield key
