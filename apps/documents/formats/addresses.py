"""Addresses by which text formats name what lives in the product: images, people."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# Gives the address of a document's image, None when it is not at hand.
ImageAddress = Callable[[str], str | None]

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_IMAGE = re.compile(rf"(?:.*/document/images/|image:)({_UUID})", re.IGNORECASE)
_MENTION = re.compile(rf"mention:({_UUID})")
_DATA = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,([A-Za-z0-9+/=\s]+)")
IMPORTED_IMAGES_MAXIMUM = 200
IMPORTED_IMAGE_MAXIMUM_BYTES = 20 * 1024 * 1024


def image_of(address: str) -> str | None:
    """Return the id of the document image that an address names, if it names one."""
    match = _IMAGE.fullmatch(address)
    return match.group(1).lower() if match else None


def mention_of(address: str) -> str | None:
    """Return the id of the person that an address names, if it names one."""
    match = _MENTION.fullmatch(address)
    return match.group(1) if match else None


def named_image(image_id: str) -> str:
    """Return the address of an image where nothing better is known."""
    return f"image:{image_id}"


def data_address(content: bytes, media_type: str) -> str:
    """Return an address that carries the content itself."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


@dataclass(kw_only=True)
class Attachments:
    """Images that came inside an imported file, under the ids their nodes carry.

    ``new_id`` names them; who imports stores the contents and keeps the ids of those that are
    clean.
    """

    new_id: Callable[[], str]
    contents: dict[str, bytes] = field(default_factory=dict)

    def take(self, address: str) -> str | None:
        """Keep the content that a ``data:`` address carries; return its id, None if it has none."""
        match = _DATA.fullmatch(address)
        is_room = len(self.contents) < IMPORTED_IMAGES_MAXIMUM
        if match is None or not is_room or len(address) > IMPORTED_IMAGE_MAXIMUM_BYTES:
            return None
        try:
            content = base64.b64decode(match.group(1))
        except binascii.Error:
            return None
        image_id = self.new_id()
        self.contents[image_id] = content
        return image_id


def data_addresses(contents: Mapping[str, tuple[bytes, str]]) -> ImageAddress:
    """Return the images at hand, by id, as addresses that carry them."""

    def address(image_id: str) -> str | None:
        found = contents.get(image_id)
        return data_address(*found) if found else None

    return address
