"""Typed reading of the environment, and the table of every setting there is.

A setting is declared once, in ``catalogue``, with its type, default and explanation. Reading it looks
at the environment first, then at what the profile offers, then at the declared default; a value
that makes no sense stops the start with a sentence that names the setting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Generic, TypeVar, cast
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

T = TypeVar("T")
Network = IPv4Network | IPv6Network

# Ours, which say what they do → dj-email-url's.
MAIL_SCHEMES = {
    "smtp": "smtp",
    "smtp+tls": "submission",
    "smtp+ssl": "smtp",
    "console": "console",
}

environment = Env()
TABLE: dict[str, Setting[Any]] = {}
_offers: dict[str, Any] = {}


@dataclass(frozen=True, kw_only=True)
class Setting(Generic[T]):
    """One setting: ``kind`` names its type for people, ``default`` is None when it is required."""

    name: str
    kind: str
    help: str
    default: T | None
    is_secret: bool = False
    parse: Callable[[str], T] = field(repr=False)

    def __post_init__(self) -> None:
        TABLE[self.name] = self

    def read(self) -> T:
        """Return the value in force.

        Raises ``ImproperlyConfigured`` when the text cannot be understood or a required setting
        is absent.
        """
        text = environment.str(self.name, default=None)
        if text:
            return self._understand(text.strip())
        if self.name in _offers:
            return cast(T, _offers[self.name])
        if self.default is None:
            raise ImproperlyConfigured(f"{self.name} is required: {self.help}")
        return self.default

    def is_given(self) -> bool:
        """Say whether the operator set it, rather than a profile or the default."""
        return bool(environment.str(self.name, default=None))

    def _understand(self, text: str) -> T:
        try:
            return self.parse(text)
        except (ValueError, KeyError, EnvError) as error:
            shown = "the value given" if self.is_secret else repr(text)
            raise ImproperlyConfigured(
                f"{self.name}: {shown} is not acceptable ({error}). Expected {self.kind}: {self.help}"
            ) from error


def offer(**values: object) -> None:
    """Let a profile propose values for settings which the environment leaves open."""
    unknown = values.keys() - TABLE.keys()
    if unknown:
        raise ImproperlyConfigured(f"unknown settings offered: {', '.join(sorted(unknown))}")
    _offers.update(values)


def text(
    name: str,
    help: str,
    default: str | None = None,
    *,
    is_secret: bool = False,
    choices: tuple[str, ...] = (),
    minimum_length: int = 1,
) -> Setting[str]:
    """Declare a setting made of text, optionally one of ``choices``."""

    def parse(value: str) -> str:
        if choices and value not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        if len(value) < minimum_length:
            raise ValueError(f"at least {minimum_length} characters")
        return value

    kind = " or ".join(choices) if choices else "text"
    return Setting(
        name=name, kind=kind, help=help, default=default, is_secret=is_secret, parse=parse
    )


def integer(
    name: str, help: str, default: int, *, minimum: int = 0, maximum: int = 2**53
) -> Setting[int]:
    """Declare a whole number between ``minimum`` and ``maximum``, both included."""

    def parse(value: str) -> int:
        number = int(value)
        if not minimum <= number <= maximum:
            raise ValueError(f"between {minimum} and {maximum}")
        return number

    return Setting(name=name, kind="a whole number", help=help, default=default, parse=parse)


def instant(name: str, help: str) -> Setting[str]:
    """Declare a moment in ISO 8601 with its offset from UTC; empty by default."""

    def parse(value: str) -> str:
        if datetime.fromisoformat(value).tzinfo is None:
            raise ValueError("with its offset from UTC")
        return value

    kind = "a moment such as 2026-01-31T18:00:00Z"
    return Setting(name=name, kind=kind, help=help, default="", parse=parse)


def boolean(name: str, help: str, default: bool) -> Setting[bool]:
    """Declare a switch; only the plain words for yes and no are understood."""

    def parse(value: str) -> bool:
        words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        if value.lower() not in words:
            raise ValueError("true or false")
        return words[value.lower()]

    return Setting(name=name, kind="true or false", help=help, default=default, parse=parse)


def url(
    name: str,
    help: str,
    default: str | None,
    *,
    schemes: tuple[str, ...],
    is_secret: bool = False,
    takes_path: bool = True,
) -> Setting[str]:
    """Declare an address with one of ``schemes``; a trailing slash is dropped."""

    def parse(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes:
            raise ValueError(f"starts with {' or '.join(scheme + '://' for scheme in schemes)}")
        if parts.scheme == "unix" and not parts.path.startswith("/"):
            raise ValueError("the socket's path is absolute: unix:///…")
        if parts.scheme != "unix" and not parts.hostname:
            raise ValueError("it names no host")
        if not takes_path and (parts.path.strip("/") or parts.query):
            raise ValueError("nothing may follow the host and its port")
        _ = parts.port
        return value.rstrip("/")

    return Setting(
        name=name, kind="an address", help=help, default=default, is_secret=is_secret, parse=parse
    )


def words(name: str, help: str, default: list[str] | None) -> Setting[list[str]]:
    """Declare a list of words separated by commas."""

    def parse(value: str) -> list[str]:
        return [word.strip() for word in value.split(",") if word.strip()]

    return Setting(
        name=name, kind="words separated by commas", help=help, default=default, parse=parse
    )


def networks(name: str, help: str) -> Setting[list[Network]]:
    """Declare a list of IP addresses or networks separated by commas, empty by default."""

    def parse(value: str) -> list[Network]:
        return [ip_network(part.strip()) for part in value.split(",") if part.strip()]

    return Setting(
        name=name,
        kind="IP addresses or networks separated by commas",
        help=help,
        default=[],
        parse=parse,
    )


def folder(name: str, help: str, default: Path) -> Setting[Path]:
    """Declare a folder; a relative one is made absolute against the current folder."""

    def parse(value: str) -> Path:
        return Path(value).expanduser().resolve()

    return Setting(name=name, kind="a folder", help=help, default=default, parse=parse)


def database(name: str, help: str) -> Setting[dict[str, Any]]:
    """Declare a database by its URL (``postgres://user:password@host:port/name``, ``sqlite:///path``)."""

    def parse(value: str) -> dict[str, Any]:
        if urlsplit(value).scheme not in ("postgres", "postgresql", "sqlite"):
            raise ValueError("postgres:// or sqlite://")
        found = dict(dj_database_url.parse(value))
        if not found["NAME"]:
            raise ValueError("it names no database")
        return found

    return Setting(
        name=name, kind="a database address", help=help, default=None, is_secret=True, parse=parse
    )


def mail(name: str, help: str, default: str) -> Setting[dict[str, Any]]:
    """Declare an outgoing mail server by its URL: ``smtp://`` in clear, ``smtp+tls://`` with
    STARTTLS, ``smtp+ssl://`` with TLS from the first byte, ``console:``.
    """

    def parse(value: str) -> dict[str, Any]:
        scheme, _, rest = value.partition(":")
        if scheme not in MAIL_SCHEMES:
            raise ValueError(f"starts with {', '.join(MAIL_SCHEMES)}")
        found = dict(dj_email_url.parse(f"{MAIL_SCHEMES[scheme]}:{rest}"))
        return found | {"EMAIL_USE_SSL": scheme == "smtp+ssl"}

    return Setting(
        name=name,
        kind="a mail server address",
        help=help,
        default=parse(default),
        is_secret=True,
        parse=parse,
    )
