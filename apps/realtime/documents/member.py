"""One connection as its room sees it: what it may do, what it was told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asgiref.typing import ASGISendCallable

from apps.core.access import Actor
from apps.documents.authors import Author, author_of
from apps.realtime.codes import CloseCode

from .outbox import Outbox
from .protocol import notice_frame, saved_frame

if TYPE_CHECKING:
    from .room import Room

# Enough of each hue on white and on black; the browser may choose another shade by the same place.
COLOURS = (
    "#b3261e", "#9a4600", "#7a5900", "#3f6900", "#006d3b", "#006a6a",
    "#00658f", "#345ca8", "#5b52a8", "#7d4e9e", "#984066", "#6b5e57",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is for the others in the room; from the session, never from the client."""

    author: Author
    user: dict[str, Any]


def identity_of(actor: Actor) -> Identity:
    """Return the identity of who acts: an agent, or a guest under the name she chose."""
    author = author_of(actor)
    is_guest = author.person_id is None
    key = author.link_id if is_guest else author.person_id
    place = sum(key.bytes if key else b"") + sum(author.name.encode())
    user = {
        "id": str(author.person_id) if author.person_id else None,
        "name": author.name if is_guest else actor.label,
        "color": COLOURS[place % len(COLOURS)],
        "guest": is_guest,
    }
    return Identity(author, user)


class Member:
    """A connection in a room. ``frames`` counts the answers and updates that came by it."""

    __slots__ = (
        "_close",
        "_outbox",
        "asked",
        "author",
        "client_id",
        "clock",
        "frames",
        "gap_answers",
        "has_gap",
        "is_closing",
        "is_synced",
        "mark",
        "may_write",
        "reliable_frames",
        "room",
        "saved_frames",
        "speaks_ours",
        "user",
    )

    def __init__(
        self,
        room: Room,
        identity: Identity,
        send: ASGISendCallable,
        close: Callable[[CloseCode], None],
        *,
        may_write: bool,
        speaks_ours: bool,
    ) -> None:
        self.room = room
        self.author = identity.author
        self.user = identity.user
        self.may_write = may_write
        self.speaks_ours = speaks_ours
        self._outbox = Outbox(send, self)
        self._close = close
        self.asked: bytes | None = None
        self.is_synced = self.is_closing = self.has_gap = False
        self.gap_answers = 0
        self.frames = self.reliable_frames = self.saved_frames = 0
        self.client_id = self.clock = 0
        # State vector of what a slow client surely got, while it is slow.
        self.mark: bytes | None = None

    def put(self, frame: bytes) -> None:
        """Send a frame as soon as the line is free."""
        self._outbox.put(frame)

    def notify(self, code: str, **facts: object) -> None:
        """Tell something to a client that understands notices."""
        if self.speaks_ours:
            self.put(notice_frame(code, facts))

    def tell_saved(self, clocks: dict[int, int], frames: int) -> None:
        """Tell that frames of this connection are durable, with what they brought to where."""
        self.saved_frames = frames
        for self.client_id, self.clock in clocks.items():
            self._put_saved()
        if not clocks:
            self._put_saved()

    def start_again(self) -> None:
        """Take frames again, after a queue was thrown away."""
        self._outbox.start_again()

    def tell_saved_again(self) -> None:
        """Repeat the last word on what is saved: it may have been thrown away."""
        if self.saved_frames:
            self._put_saved()

    def close(self, code: CloseCode) -> None:
        """End the connection; whatever still comes by it is not looked at."""
        if not self.is_closing:
            self.is_closing = True
            self._outbox.close()
            self._close(code)

    def leave(self) -> None:
        """The line is gone."""
        self.is_closing = True
        self._outbox.close()

    @property
    def waits_for_all(self) -> bool:
        """Whether frames for this client were thrown away and its line is free now."""
        return self._outbox.is_behind and self._outbox.is_free

    def on_line_full(self) -> None:
        """See ``outbox.Owner``."""
        self.mark = self.room.shown_vector() if self.is_synced else None

    def on_line_free(self) -> None:
        """See ``outbox.Owner``."""
        self.room.bring_up_to_date(self)

    def _put_saved(self) -> None:
        if self.speaks_ours:
            self.put(saved_frame(self.client_id, self.clock, self.saved_frames))
