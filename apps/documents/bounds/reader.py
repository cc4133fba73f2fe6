"""Reading lib0's encoding: numbers of seven bits a byte, strings and bytes with their length."""

from __future__ import annotations

from .errors import UpdateRefusedError
from .limits import MOST_CLIENT, MOST_CLOCK

# Eight groups of seven bits hold every number JavaScript can count to.
_MOST_SHIFT = 49


class Reader:
    """A place in some bytes. Every method refuses what is beyond the end."""

    __slots__ = ("at", "bytes")

    def __init__(self, content: bytes) -> None:
        self.bytes = content
        self.at = 0

    def byte(self) -> int:
        """Read one byte."""
        try:
            value = self.bytes[self.at]
        except IndexError:
            raise UpdateRefusedError("truncated") from None
        self.at += 1
        return value

    def number(self, most: int = MOST_CLOCK) -> int:
        """Read a number of at most ``most``."""
        content, at = self.bytes, self.at
        try:
            value = content[at]
            if value > 127:
                value &= 127
                shift = 7
                while True:
                    at += 1
                    group = content[at]
                    value |= (group & 127) << shift
                    if group < 128:
                        if not group:
                            # lib0 never writes one longer than needed; the library reads some as bytes.
                            raise UpdateRefusedError("number")
                        break
                    shift += 7
                    if shift > _MOST_SHIFT:
                        raise UpdateRefusedError("number")
        except IndexError:
            raise UpdateRefusedError("truncated") from None
        if value > most:
            raise UpdateRefusedError("number")
        self.at = at + 1
        return value

    def client(self) -> int:
        """Read a client id."""
        return self.number(MOST_CLIENT)

    def identity(self) -> tuple[int, int]:
        """Read an id: client and clock."""
        return self.number(MOST_CLIENT), self.number()

    def length(self) -> int:
        """Read how long a structure is: at least one."""
        value = self.number()
        if not value:
            raise UpdateRefusedError("empty structure")
        return value

    def count(self, most: int) -> int:
        """Read how many things follow, each of at least one byte."""
        value = self.number()
        if value > most or value > len(self.bytes) - self.at:
            raise UpdateRefusedError("count")
        return value

    def raw(self, most: int) -> bytes:
        """Read bytes with their length in front."""
        size = self.number()
        if size > most:
            raise UpdateRefusedError("string")
        end = self.at + size
        if end > len(self.bytes):
            raise UpdateRefusedError("truncated")
        value = self.bytes[self.at : end]
        self.at = end
        return value

    def string(self, most: int) -> str:
        """Read a string; the native library would take any bytes for UTF-8."""
        try:
            return self.raw(most).decode()
        except UnicodeDecodeError:
            raise UpdateRefusedError("utf-8") from None

    def skip(self, size: int) -> None:
        """Pass over bytes of known length."""
        self.at += size
        if self.at > len(self.bytes):
            raise UpdateRefusedError("truncated")

    def finish(self) -> None:
        """Refuse what follows the end."""
        if self.at != len(self.bytes):
            raise UpdateRefusedError("trailing bytes")


def halves_of(text: str) -> tuple[int, ...]:
    """Return where the second halves of pairs are, in UTF-16 units, which JavaScript counts in."""
    if text.isascii():
        return ()
    places: list[int] = []
    for place, character in enumerate(text):
        if character > "\uffff":
            places.append(place + len(places) + 1)
    return tuple(places)
