"""The house's own name, logo and colour, from the file that the setting THEME_FILE names (TOML)::

    name = "Préfecture du Nord"
    logo = "logo.svg"            # beside the file; SVG or PNG
    accent = "#0f5a3c"           # on light ground; white text stands on it
    accent_dark = "#8fd9b6"      # on dark ground

A file that makes no sense, or a colour that cannot be read, is an error of ``manage.py check``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

DEFAULT_NAME = "sovshare"
LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
SCHEMES = ("light", "dark")
# Grounds of frontend/src/shared/theme/tokens.css on which the accent is read.
LIGHT_GROUND, DARK_GROUND = "#f6f7f9", "#1e2229"
# WCAG 2.2, success criterion 1.4.3.
LEAST_CONTRAST = 4.5
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_KEPT_SECONDS = 300


class ThemeError(Exception):
    """The theme file makes no sense; the message says where."""


@dataclass(frozen=True, kw_only=True)
class House:
    """What a page wears. Colours are ``#rrggbb`` or None for the product's own."""

    name: str = DEFAULT_NAME
    accent: str | None = None
    accent_dark: str | None = None
    logo: Path | None = None

    @property
    def style(self) -> str:
        """The sheet that puts the house's colours over the product's."""
        colours = {"light": self.accent, "dark": self.accent_dark}
        rules = [f"--brand-accent-{scheme}:{value}" for scheme, value in colours.items() if value]
        return f":root{{{';'.join(rules)}}}" if rules else ""


def read_house(path: Path) -> House:
    """Read a theme file. Raises ``ThemeError``."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ThemeError(f"{path}: {error}") from error
    unknown = set(found) - {"name", "logo", "accent", "accent_dark"}
    if unknown:
        raise ThemeError(f"{path}: unknown names: {', '.join(sorted(unknown))}")
    return House(
        name=_name(found.get("name", DEFAULT_NAME)),
        accent=_colour(found.get("accent"), LIGHT_GROUND),
        accent_dark=_colour(found.get("accent_dark"), DARK_GROUND),
        logo=_logo(found.get("logo"), path.parent),
    )


def _name(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= 60:
        raise ThemeError("name: between 1 and 60 characters")
    return value.strip()


def _colour(value: object, ground: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise ThemeError(f"{value!r} is no colour: write #rrggbb")
    ratio = contrast(value, ground)
    if ratio < LEAST_CONTRAST:
        raise ThemeError(f"{value} on {ground} has a contrast of {ratio:.1f}: 4.5 is the least")
    return value


def _logo(value: object, folder: Path) -> Path | None:
    if value is None:
        return None
    logo = folder / str(value)
    if logo.suffix.lower() not in LOGO_TYPES or not logo.is_file():
        raise ThemeError(f"{logo}: an SVG or PNG file is expected")
    return logo


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def current_house() -> House:
    """Return the house of this installation; a changed file is read anew. Raises ``ThemeError``."""
    if not settings.THEME_FILE:
        return House()
    path = Path(settings.THEME_FILE)
    try:
        return _read_again(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise ThemeError(str(error)) from error


@lru_cache(maxsize=2)
def _read_again(path: Path, modified_ns: int) -> House:
    return read_house(path)


def check_theme(**_: object) -> list[CheckMessage]:
    """Tell ``manage.py check`` what is wrong with the theme file."""
    try:
        current_house()
    except ThemeError as error:
        return [Error(f"THEME_FILE: {error}", id="sovshare.E001")]
    return []


def wear_theme(request: HttpRequest) -> dict[str, object]:
    """Give every template the ``house``, and the ``scheme`` (light or dark) that the reader chose."""
    house = current_house()
    chosen = request.COOKIES.get("theme", "")
    return {
        "house": {
            "name": house.name,
            "logo": reverse("theme_logo") if house.logo else "",
            "style": reverse("theme_style") if house.style else "",
        },
        "scheme": chosen if chosen in SCHEMES else "",
    }


@require_safe
@cache_control(public=True, max_age=_KEPT_SECONDS)
def theme_style(request: HttpRequest) -> HttpResponse:
    """Answer the sheet of the house's colours."""
    return HttpResponse(current_house().style, content_type="text/css; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=_KEPT_SECONDS)
def theme_logo(request: HttpRequest) -> FileResponse:
    """Answer the house's logo."""
    logo = current_house().logo
    if logo is None:
        raise Http404
    answer = FileResponse(logo.open("rb"), content_type=LOGO_TYPES[logo.suffix.lower()])
    # An SVG opened as a page of its own has no business running scripts.
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
