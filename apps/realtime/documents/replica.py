"""The state of one document in memory: a cache of its log, and what was admitted since.

No input or output, no clients. It belongs to one event loop: with pycrdt, a transaction of a second
thread would silently join the first one's.

An edit's way: ``admit`` looks at its bytes and at whose they are, before native code sees them;
``prepare`` applies what was admitted and says what to store; ``confirm`` notes that it is stored.
Between the last two the state holds what could still be lost, and nobody may be shown it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from pycrdt import Doc, Subscription, TransactionEvent, merge_updates

from apps.documents.authors import Author
from apps.documents.bounds import (
    UNBOUNDED,
    Bounds,
    Ground,
    UpdateFacts,
    UpdateGapError,
    UpdateRefusedError,
    check_update,
    encode_state_vector,
)
from apps.documents.native import NativeFailureError, native_call
from apps.documents.queries.content import LoadedDocument
from apps.documents.recovery import is_recovering

from .errors import BrokenReplicaError, ForeignClientError
from .protocol import EMPTY_UPDATE

Owner = tuple[UUID | None, UUID | None]
NO_STATE = b"\x00"


@dataclass(slots=True)
class Edit:
    """One frame of a client on its way to the log.

    ``sender`` is whoever is told that it is saved, ``frame`` its number among those of the sender,
    ``clocks`` the next clock of each client id it writes under. ``follows`` says that it builds on
    what somebody else wrote in the same tick.
    """

    update: bytes
    author: Author
    sender: Any
    frame: int
    clocks: dict[int, int]
    follows: bool = False


class Admitted(NamedTuple):
    """What an update brings: the next clock of each client id, and what ``Edit.follows`` says."""

    clocks: dict[int, int]
    follows: bool


@dataclass(slots=True)
class Entry:
    """What one author did within a tick: a row of the log to be."""

    update: bytes
    author: Author
    client_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring rows of the log, ``first`` to ``last``, as one update."""

    first: int
    last: int
    update: bytes


class Replica:
    """See the module. ``known`` and ``owners`` count what was admitted and is not stored yet, too."""

    def __init__(self, loaded: LoadedDocument, bounds: Bounds) -> None:
        """Build from the log. Raises ``DocumentDamagedError``."""
        self.seq = loaded.seq
        self.bounds = bounds
        self.owners: dict[int, Owner] = {
            client_id: author.owner for client_id, author in loaded.owners.items()
        }
        self._unbound: set[int] = set()
        # What the rows being gathered bring: by client id its first clock, and who wrote it.
        self._fresh: dict[int, tuple[int, Author]] = {}
        # Numbers given to our own entries while another process wrote the ones before.
        self._ahead: set[int] = set()
        self._whole: bytes | None = None
        self._doc: Doc[Any] = loaded.build()
        self.known = loaded.known
        self._ground = loaded.ground
        # At most: what is deleted still counts, until the whole is measured.
        self._size_bytes = loaded.size_bytes
        self._news: list[bytes] = []
        self._subscription = _collect(self._doc, self._news)

    def close(self) -> None:
        """Let the native document go: its subscription would keep it."""
        self._doc.unobserve(self._subscription)

    def admit(self, update: bytes, author: Author) -> Admitted:
        """Return what an update would do, and count it as known from now on.

        Raises ``UpdateRefusedError``, ``UpdateGapError`` and ``ForeignClientError``; nothing has
        changed then.
        """
        facts = check_update(update, self.known, self.bounds, self._ground)
        owner = author.owner
        for client_id in facts.clients:
            if self.owners.get(client_id, owner) != owner and not is_recovering():
                raise ForeignClientError(client_id)
        self._refuse_excess(len(update), facts)
        self._learn(facts)
        if follows := self._follows(facts, author):
            # It and what comes now goes into rows of their own, after those.
            self._fresh.clear()
        clocks = {}
        for client_id, (first, clock) in facts.clients.items():
            clocks[client_id] = clock
            self._fresh.setdefault(client_id, (first, author))
            if client_id not in self.owners:
                self.owners[client_id] = owner
                self._unbound.add(client_id)
        return Admitted(clocks, follows)

    def _refuse_excess(self, size_bytes: int, facts: UpdateFacts) -> None:
        """Let nothing be added to a document that is as large as one may be; deleting goes on."""
        self._size_bytes += size_bytes
        if self._size_bytes <= self.bounds.document_bytes or not facts.clients:
            return
        self._size_bytes = len(self.missing_from(NO_STATE)) + size_bytes
        if self._size_bytes > self.bounds.document_bytes:
            raise UpdateRefusedError("document bytes")

    def _follows(self, facts: UpdateFacts, author: Author) -> bool:
        for client_id, clock in facts.needs.items():
            first, writer = self._fresh.get(client_id, (clock + 1, author))
            if clock >= first and writer != author:
                return True
        # A guest who changes her name keeps her client id.
        for client_id in facts.clients:
            _, writer = self._fresh.get(client_id, (0, author))
            if writer is not author and writer != author:
                return True
        return False

    def prepare(self, edits: Sequence[Edit], *, apart: bool = False) -> list[Entry]:
        """Apply edits; return what is new in them, each person's together as far as they may be.

        ``apart`` applies them one by one, as ``find_breaking`` tried them. Raises
        ``BrokenReplicaError``: one of the edits broke the native library.
        """
        self._fresh.clear()
        entries = []
        for author, mine in ((one.author, [one]) for one in edits) if apart else _by_author(edits):
            update = self._apply(edit.update for edit in mine)
            if update != EMPTY_UPDATE:
                entries.append(Entry(update, author, self._newly_bound(mine)))
        return entries

    def confirm(self, seqs: Iterable[int]) -> None:
        """Note the numbers under which entries were stored."""
        self._ahead.update(seqs)
        self._move_on()

    def absorb(self, stretches: Iterable[Stretch]) -> bytes:
        """Apply what others stored; return what was new in it, as one update.

        What lies beyond a gap is left for later. Raises ``BrokenReplicaError``.
        """
        fresh = []
        for stretch in stretches:
            if self.seq < stretch.last and stretch.first <= self.seq + 1:
                fresh.append(stretch.update)
                self._learn(_read(stretch.update, self.known, self._ground))
                self.seq = stretch.last
                self._move_on()
        if not fresh:
            return EMPTY_UPDATE
        return self._apply(fresh)

    @property
    def has_gap(self) -> bool:
        """Whether rows of others lie between what is here and what we wrote."""
        return bool(self._ahead)

    def state_vector(self) -> bytes:
        """Return what is known of each client, including what waits to be stored."""
        return encode_state_vector(self.known)

    def applied_vector(self) -> bytes:
        """Return what the state holds of each client. Raises ``BrokenReplicaError``."""
        try:
            with native_call():
                return self._doc.get_state()
        except NativeFailureError as error:
            raise BrokenReplicaError from error

    def missing_from(self, state_vector: bytes) -> bytes:
        """Return what somebody lacks. Raises ``BrokenReplicaError``."""
        if state_vector != NO_STATE:
            return self._encode(state_vector)
        if self._whole is None:
            # Kept until the next change: a crowd that enters at once is served the same bytes.
            self._whole = self._encode(NO_STATE)
        return self._whole

    def _encode(self, state_vector: bytes) -> bytes:
        try:
            with native_call():
                return self._doc.get_update(state_vector)
        except NativeFailureError as error:
            raise BrokenReplicaError from error

    def _apply(self, updates: Iterable[bytes]) -> bytes:
        """Apply updates in one transaction; return what they changed, ``EMPTY_UPDATE`` for nothing."""
        self._whole = None
        self._news.clear()
        try:
            with native_call(), self._doc.transaction():
                for update in updates:
                    self._doc.apply_update(update)
            return merge(self._news)
        except NativeFailureError as error:
            raise BrokenReplicaError from error

    def _learn(self, facts: UpdateFacts) -> None:
        for client_id, (_, clock) in facts.clients.items():
            self.known[client_id] = clock
        self._ground.learn(facts)

    def _newly_bound(self, edits: Iterable[Edit]) -> tuple[int, ...]:
        if not self._unbound:
            return ()
        bound = {client_id for edit in edits for client_id in edit.clocks} & self._unbound
        self._unbound -= bound
        return tuple(sorted(bound))

    def _move_on(self) -> None:
        while self.seq + 1 in self._ahead:
            self.seq += 1
            self._ahead.discard(self.seq)
        if self._ahead:
            # Our own, read from the log before their commit was confirmed.
            self._ahead = {seq for seq in self._ahead if seq > self.seq}


def _by_author(edits: Iterable[Edit]) -> Iterator[tuple[Author, list[Edit]]]:
    """Group edits; one that builds on somebody else's stays behind it, and with it all that follow.

    Rows of the log are read one after the other: none may need a later one.
    """
    groups: dict[Author, list[Edit]] = {}
    for edit in edits:
        if edit.follows:
            yield from groups.items()
            groups = {}
        groups.setdefault(edit.author, []).append(edit)
    yield from groups.items()


def _read(update: bytes, known: Mapping[int, int], ground: Ground) -> UpdateFacts:
    """Return what a stored update is about. Raises ``BrokenReplicaError`` if it does not follow."""
    try:
        return check_update(update, known, UNBOUNDED, ground)
    except (UpdateRefusedError, UpdateGapError) as error:
        raise BrokenReplicaError from error


def merge(updates: Collection[bytes]) -> bytes:
    """Return updates as one. They come from the native library itself."""
    if not updates:
        return EMPTY_UPDATE
    with native_call():
        (merged,) = updates if len(updates) == 1 else (merge_updates(*updates),)
    return merged


def _collect(doc: Doc[Any], news: list[bytes]) -> Subscription:
    """Append to ``news`` what each transaction changed. The list, not the replica: no cycle."""

    def keep(event: TransactionEvent) -> None:
        update = event.update
        if update != EMPTY_UPDATE:
            news.append(update)

    return doc.observe(keep)


def find_breaking(loaded: LoadedDocument, edits: Iterable[Edit]) -> list[Edit]:
    """Return those of ``edits`` that break the native library, each tried on a document of its own.

    Raises ``DocumentDamagedError`` when what is stored does.
    """
    breaking: list[Edit] = []
    good: list[bytes] = []
    doc = loaded.build()
    for edit in edits:
        try:
            with native_call():
                doc.apply_update(edit.update)
            good.append(edit.update)
        except NativeFailureError:
            breaking.append(edit)
            doc = loaded.build()
            with native_call(), doc.transaction():
                for update in good:
                    doc.apply_update(update)
    return breaking
