"""A document and the people in it. No input or output beyond handing frames to outboxes.

A tick has two halves. ``begin_tick`` takes what came in and says what to store; ``end_tick``, once
that is durable, shows it to everybody and tells its authors that it is saved. In between nobody is
answered: the state holds what could still be lost. The hub drives all this.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from apps.documents.bounds import UpdateGapError, UpdateRefusedError, check_state_vector
from apps.realtime.codes import CloseCode

from .errors import ForeignClientError, ReadOnlyError, RestlessError
from .member import Member
from .presence import Presence
from .protocol import (
    EMPTY_UPDATE,
    AwarenessEntry,
    Kind,
    answer_frame,
    awareness_frame,
    parse_awareness,
    state_frame,
    update_frame,
)
from .replica import NO_STATE, Edit, Entry, Replica, Stretch, merge

# A client that answers a question about a gap with a gap, again and again, will not fill it.
GAP_ANSWERS_MAXIMUM = 5
# A plain client repeats the states of all others.
STATES_MAXIMUM = 1000
# Of other processes' news that came early; what is beyond is read from the log.
EARLY_MAXIMUM = 100


class Room:
    """See the module. ``call_hub`` is called when something waits for a tick."""

    def __init__(
        self, document_id: UUID, replica: Replica, call_hub: Callable[[Room], None]
    ) -> None:
        self.document_id = document_id
        self.replica = replica
        self.members: set[Member] = set()
        self.presence = Presence()
        self.is_stalled = False
        self.pending_bytes = 0
        # Set while everything that came in is durable.
        self.settled = asyncio.Event()
        self.settled.set()
        self._call_hub = call_hub
        self._pending: list[Edit] = []
        self._in_flight: list[Edit] | None = None
        self._entries: list[Entry] = []
        self._shown = NO_STATE
        self._early: list[Stretch] = []
        # After a breakdown the next tick applies each edit by itself, as it was tried.
        self._is_careful = False

    # Coming and going

    def enter(self, member: Member) -> None:
        """Let somebody in and ask what she has that is not here."""
        self.members.add(member)
        if member.may_write:
            member.put(state_frame(self.replica.state_vector()))
        else:
            member.notify("read_only")
        if self.is_stalled:
            member.notify("not_saved_yet")

    def set_right(self, member: Member, *, may_write: bool) -> None:
        """Let somebody write from now on, or only read."""
        member.may_write = may_write
        member.notify("rights_changed", may_write=may_write)
        if may_write:
            member.put(state_frame(self.replica.state_vector()))
        else:
            member.notify("read_only")

    def leave(self, member: Member, now: float) -> None:
        """Let somebody go; what she wrote stays in its way to the log."""
        self.members.discard(member)
        self.presence.leave(member, now)
        self._call_hub(self)

    def close(self, code: CloseCode) -> None:
        """Send everybody away."""
        for member in tuple(self.members):
            member.close(code)
        self.replica.close()
        self.settled.set()

    # What comes in

    def ask(self, member: Member, state_vector: bytes) -> None:
        """Answer with what somebody lacks, now or when the tick ends.

        Raises ``UpdateRefusedError`` for nonsense.
        """
        check_state_vector(state_vector, self.replica.bounds)
        member.asked = state_vector
        if self._in_flight is None:
            self._answer(member)

    def change(self, member: Member, kind: Kind, update: bytes) -> None:
        """Take a change into the next tick.

        Raises ``ReadOnlyError``, ``UpdateRefusedError``, ``ForeignClientError``, ``RestlessError``.
        """
        if not member.may_write:
            raise ReadOnlyError
        member.frames += 1
        try:
            clocks, follows = self.replica.admit(update, member.author)
        except UpdateGapError:
            self._ask_for_all(member, kind)
            return
        if kind is Kind.ANSWER:
            member.has_gap, member.gap_answers = False, 0
        if not member.has_gap:
            member.reliable_frames = member.frames
        frame = member.reliable_frames
        self._pending.append(Edit(update, member.author, member, frame, clocks, follows))
        self.pending_bytes += len(update)
        if len(self._pending) == 1:
            self.settled.clear()
            self._call_hub(self)

    def hear(self, member: Member, payload: bytes, now: float) -> None:
        """Take somebody's presence. Raises ``FrameError``."""
        entries = parse_awareness(payload, limit=STATES_MAXIMUM)
        if self.presence.tell(member, entries, member.user, now):
            self._call_hub(self)

    def tell_presence(self, member: Member) -> None:
        """Tell somebody who is here."""
        everyone = self.presence.everyone()
        if everyone:
            member.put(awareness_frame(everyone))

    # A tick

    @property
    def is_waiting(self) -> bool:
        """Whether there is something to store."""
        return bool(self._pending)

    @property
    def waiting_edits(self) -> int:
        """How much there is to store."""
        return len(self._pending)

    def begin_tick(self) -> list[Entry]:
        """Apply what came in and return what to store; then ``end_tick`` must follow.

        Raises ``BrokenReplicaError``; then ``rebuild`` must follow.
        """
        self._shown = self.replica.applied_vector()
        self._in_flight, self._pending = self._pending, []
        self.pending_bytes = 0
        self._entries = self.replica.prepare(self._in_flight, apart=self._is_careful)
        return self._entries

    def end_tick(self, seqs: Iterable[int]) -> bytes:
        """Show what is now stored, under the numbers given; return it as one update."""
        edits, entries = self._in_flight or (), self._entries
        self._in_flight, self._entries = None, []
        self._is_careful = False
        self.replica.confirm(seqs)
        news = merge([entry.update for entry in entries])
        self.show(news)
        if self._early:
            self.absorb(())
        self._tell_saved(edits)
        self._answer_waiting()
        self._note_settled()
        return news

    def show(self, news: bytes) -> None:
        """Send an update to all who hold the state before it."""
        if news == EMPTY_UPDATE:
            return
        frame = update_frame(news)
        for member in self.members:
            if member.is_synced:
                member.put(frame)

    def notify(self, code: str) -> None:
        """Tell everybody something that is not in the document itself."""
        for member in self.members:
            member.notify(code)

    def show_presence(self, entries: Iterable[AwarenessEntry]) -> None:
        """Send changes of presence to all who are in."""
        frame = awareness_frame(entries)
        for member in self.members:
            if member.is_synced:
                member.put(frame)

    def absorb(self, stretches: Sequence[Stretch]) -> None:
        """Take in and show what others stored. Raises ``BrokenReplicaError``.

        What comes before what it follows, as a rule before our own commit is confirmed, waits.
        """
        waiting = sorted([*self._early, *stretches], key=lambda stretch: stretch.first)
        self.show(self.replica.absorb(waiting))
        seq = self.replica.seq
        self._early = [stretch for stretch in waiting if stretch.last > seq][:EARLY_MAXIMUM]

    # Trouble

    def stall(self) -> None:
        """Tell that nothing can be stored at the moment; it is kept and tried again."""
        if not self.is_stalled:
            self.is_stalled = True
            self.notify("not_saved_yet")

    def recover(self) -> None:
        """Tell that storing works again."""
        if self.is_stalled:
            self.is_stalled = False
            self.notify("saved_again")

    def unsaved(self) -> list[Edit]:
        """Return what came in and is not durable."""
        return [*(self._in_flight or ()), *self._pending]

    def senders_of(self, places: Iterable[int]) -> set[Member]:
        """Return who sent what the tick wants to store at some places of its list."""
        authors = {self._entries[place].author for place in places}
        return {edit.sender for edit in self._in_flight or () if edit.author in authors}

    def rebuild(self, replica: Replica, *, without: Iterable[Member] = ()) -> None:
        """Go on with a replica fresh from the log and what came in, but for some people's.

        Everybody is asked what she has: an edit that no longer fits comes again. And everybody is
        shown what the log holds beyond what was shown: it may have been stored by others.
        """
        edits = [edit for edit in self.unsaved() if edit.sender not in set(without)]
        self.replica.close()
        self.replica = replica
        self._in_flight, self._entries, self._early = None, [], []
        self._pending = [edit for edit in edits if self._fits(edit)]
        self._is_careful = True
        self.show(replica.missing_from(self._shown))
        for member in self.members:
            member.put(state_frame(replica.state_vector()))
        self._answer_waiting()
        self._note_settled()
        self._call_hub(self)

    def shown_vector(self) -> bytes:
        """Return what of each client everybody was shown."""
        return self.replica.applied_vector() if self._in_flight is None else self._shown

    def bring_up_to_date(self, member: Member) -> None:
        """Send one who read too slowly all she missed, at one go, now or when the tick ends."""
        if self._in_flight is not None or member.is_closing:
            return
        member.start_again()
        if member.is_synced and member.mark is not None:
            member.put(update_frame(self.replica.missing_from(member.mark)))
        self.tell_presence(member)
        member.tell_saved_again()
        if member.asked is not None:
            self._answer(member)

    def _note_settled(self) -> None:
        if not self._pending:
            self.settled.set()

    def _fits(self, edit: Edit) -> bool:
        try:
            edit.follows = self.replica.admit(edit.update, edit.author).follows
        except (UpdateGapError, UpdateRefusedError, ForeignClientError):
            return False
        return True

    def _ask_for_all(self, member: Member, kind: Kind) -> None:
        """Something is missing between what is here and what came: let her send the whole."""
        if kind is Kind.ANSWER:
            member.gap_answers += 1
            if member.gap_answers > GAP_ANSWERS_MAXIMUM:
                raise RestlessError
        if kind is Kind.ANSWER or not member.has_gap:
            member.has_gap = True
            member.put(state_frame(self.replica.state_vector()))

    def _answer(self, member: Member) -> None:
        asked, member.asked = member.asked, None
        if asked is not None:
            frame = answer_frame(self.replica.missing_from(asked))
            member.is_synced = True
            member.put(frame)
            self.tell_presence(member)

    def _answer_waiting(self) -> None:
        for member in tuple(self.members):
            if member.waits_for_all:
                self.bring_up_to_date(member)
            elif member.asked is not None:
                self._answer(member)

    def _tell_saved(self, edits: Iterable[Edit]) -> None:
        clocks: dict[Member, dict[int, int]] = {}
        frames: dict[Member, int] = {}
        for edit in edits:
            clocks.setdefault(edit.sender, {}).update(edit.clocks)
            frames[edit.sender] = edit.frame
        for member, count in frames.items():
            member.tell_saved(clocks[member], count)
