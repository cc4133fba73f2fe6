"""Who may enter which document, as what. All who knock at the same time are decided together."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.accounts.actors import person_actor
from apps.accounts.models import ApiToken, Person
from apps.accounts.queries import find_tokens
from apps.accounts.sessions import find_signed_in
from apps.core.access import Actor, ItemAccess
from apps.core.errors import NotFoundError
from apps.drive.models import Item, ItemKind
from apps.realtime.codes import CloseCode
from apps.realtime.loops import OnePerLoop
from apps.realtime.threads import DatabaseThread
from apps.realtime.watch import Ticket, Verdict, judge
from apps.sharing.modes import LinkMode
from apps.sharing.standing import Claim
from apps.sharing.visitors import begin_visit

from .member import Identity, identity_of


@dataclass(frozen=True, slots=True, eq=False)
class Knock:
    """What somebody shows at the door: a program's token, a browser's session, a link's cookies."""

    document_id: UUID
    address: str | None
    token: str | None = None
    session_key: str | None = None
    link_id: UUID | None = None
    cookies: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Admission:
    """She may enter: by what, with what proof, and who she is for the others."""

    ticket: Ticket
    access: ItemAccess
    identity: Identity


Answer = Admission | CloseCode


class Doorkeeper:
    """Belongs to one event loop. While some are decided, the next ones gather."""

    def __init__(self) -> None:
        self._thread = DatabaseThread("admission")
        self._waiting: list[tuple[Knock, asyncio.Future[Answer]]] = []
        self._task: asyncio.Task[None] | None = None

    async def admit(self, knock: Knock) -> Answer:
        """Return the admission, or the code to close with. Raises what the database raises."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((knock, answer))
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._decide())
        return await answer

    async def _decide(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting, []
            try:
                answers = await self._thread.run(decide_knocks, [knock for knock, _ in asked])
            except Exception as error:  # noqa: BLE001 - each of those who wait is told
                for _, waiting in asked:
                    if not waiting.done():
                        waiting.set_exception(error)
                continue
            for (_, waiting), answer in zip(asked, answers, strict=True):
                if not waiting.done():
                    waiting.set_result(answer)


def decide_knocks(knocks: Sequence[Knock]) -> list[Answer]:
    """Return the answer to each knock, in a constant number of queries (and some per link)."""
    tickets = _tickets(knocks)
    verdicts = judge(tickets.values())
    documents = set(
        Item.objects.filter(
            id__in={knock.document_id for knock in knocks}, kind=ItemKind.DOCUMENT
        ).values_list("id", flat=True)
    )
    return [
        _answer(knock, tickets.get(knock), verdicts, is_document=knock.document_id in documents)
        for knock in knocks
    ]


def _answer(
    knock: Knock, ticket: Ticket | None, verdicts: Mapping[Ticket, Verdict], *, is_document: bool
) -> Answer:
    if ticket is None:
        # A link that does not work, and one that never was, look like a document that is not.
        return CloseCode.NOT_AUTHENTICATED if knock.link_id is None else CloseCode.NOT_FOUND
    access, code = verdicts[ticket]
    if code is CloseCode.NOT_AUTHENTICATED:
        return code
    if access is None or not is_document:
        return CloseCode.NOT_FOUND
    return Admission(ticket, access, identity_of(access.actor))


def _tickets(knocks: Sequence[Knock]) -> dict[Knock, Ticket]:
    """Return the tickets of those who proved who they are."""
    tokens = find_tokens(knock.token for knock in knocks if knock.token)
    sessions = find_signed_in(knock.session_key for knock in knocks if knock.session_key)
    tickets = {}
    for knock in knocks:
        session = None
        actor: Actor | None = None
        if knock.link_id is not None:
            actor = _partner(knock, knock.link_id)
        elif knock.token is not None:
            token = tokens.get(knock.token)
            actor = None if token is None else _agent(knock, token.person, token)
        else:
            session = sessions.get(knock.session_key or "")
            actor = None if session is None else _agent(knock, session.person)
        if actor is not None:
            session_id = None if session is None else session.session_id
            tickets[knock] = Ticket(session_id, Claim(actor, knock.document_id))
    return tickets


def _agent(knock: Knock, person: Person, token: ApiToken | None = None) -> Actor:
    # Her groups are looked up for all at once as the claim is decided.
    return person_actor(person, token=token, address=knock.address, group_ids=frozenset())


def _partner(knock: Knock, link_id: UUID) -> Actor | None:
    try:
        visit = begin_visit(knock.cookies or {}, link_id, address=knock.address)
    except NotFoundError:
        return None
    # Whoever may write or comment has said who she is: the page asks before it leads here.
    takes_part = visit.link.mode in {LinkMode.COMMENT, LinkMode.EDIT}
    return None if takes_part and not visit.actor.guest_name else visit.actor


current_doorkeeper = OnePerLoop(Doorkeeper)
