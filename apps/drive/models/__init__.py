"""Tables of the drive."""

from .items import MAXIMUM_DEPTH, Item, ItemKind
from .spaces import Space, SpaceKind
from .uploads import ObjectDeletion, Upload
from .versions import WAITING_STATES, ContentState, FileVersion

__all__ = [
    "MAXIMUM_DEPTH",
    "WAITING_STATES",
    "ContentState",
    "FileVersion",
    "Item",
    "ItemKind",
    "ObjectDeletion",
    "Space",
    "SpaceKind",
    "Upload",
]
