"""Threads of comments: begin, answer, edit, delete, resolve, reopen."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from apps.accounts.models import Person
from apps.core.access import Ability, ItemAccess, PersonActor
from apps.core.clock import utc_now
from apps.core.errors import NotFoundError
from apps.core.events import publish
from apps.documents.margin.errors import (
    CommentDeletedError,
    MarginFullError,
    UnknownMentionError,
)
from apps.documents.margin.events import PeopleMentioned
from apps.documents.margin.rights import may_delete, may_edit, may_resolve, require
from apps.documents.models.margin import Comment, Thread

from .margin import Selection, announce, authored_by, lock_margin

THREADS_MAXIMUM = 2000
COMMENTS_MAXIMUM = 200


@transaction.atomic
def begin_thread(
    *,
    access: ItemAccess,
    selection: Selection,
    body: str,
    mentions: Sequence[UUID] = (),
) -> Thread:
    """Comment on a range of the text.

    Raises ``ForbiddenError``, ``NotFoundError`` (no document), ``AnchorRefusedError``,
    ``UnknownMentionError``, ``MarginFullError``.
    """
    access.require(Ability.COMMENT)
    columns = selection.fields()
    lock_margin(access.item_id)
    threads = Thread.objects.filter(document_id=access.item_id)
    if threads.count() >= THREADS_MAXIMUM:
        raise MarginFullError(maximum=THREADS_MAXIMUM)
    thread = Thread(document_id=access.item_id, **columns, **authored_by(access.actor))
    thread.save(force_insert=True)
    comment = _write_comment(access, thread, body, mentions)
    _announce(access, "thread.begun", thread, comment)
    return thread


@transaction.atomic
def add_comment(
    *,
    access: ItemAccess,
    thread_id: UUID,
    body: str,
    mentions: Sequence[UUID] = (),
) -> Comment:
    """Answer in a thread; one that was resolved is open again. Errors as ``begin_thread``."""
    access.require(Ability.COMMENT)
    thread = _locked_thread(access, thread_id)
    if thread.comments.count() >= COMMENTS_MAXIMUM:
        raise MarginFullError(maximum=COMMENTS_MAXIMUM)
    comment = _write_comment(access, thread, body, mentions)
    if thread.resolved_at is not None:
        _set_resolved(thread, "")
    _announce(access, "comment.added", thread, comment)
    return comment


@transaction.atomic
def edit_comment(
    *, access: ItemAccess, comment_id: UUID, body: str, mentions: Sequence[UUID] = ()
) -> Comment:
    """Say it differently; only by who said it.

    Raises ``NotFoundError``, ``ForbiddenError``, ``CommentDeletedError``, ``UnknownMentionError``.
    """
    comment = _locked_comment(access, comment_id)
    require(may_edit(access, comment), Ability.COMMENT)
    if comment.deleted_at is not None:
        raise CommentDeletedError
    people = _mentioned(access, mentions)
    comment.body, comment.edited_at = body, utc_now()
    comment.save(update_fields=["body", "edited_at"])
    _mention(access, comment, people)
    _announce(access, "comment.edited", comment.thread, comment)
    return comment


@transaction.atomic
def delete_comment(*, access: ItemAccess, comment_id: UUID) -> None:
    """Take a comment away; its words are gone from the database too.

    Where others answered, an empty place stays; the last one takes its thread with it. Idempotent.
    Raises ``NotFoundError``, ``ForbiddenError``.
    """
    comment = _locked_comment(access, comment_id)
    require(may_delete(access, comment), Ability.COMMENT)
    if comment.deleted_at is not None:
        return
    _announce(access, "comment.deleted", comment.thread, comment)
    comment.body, comment.deleted_at = "", utc_now()
    comment.save(update_fields=["body", "deleted_at"])
    comment.mentions.clear()
    if not comment.thread.comments.filter(deleted_at=None).exists():
        comment.thread.delete()


@transaction.atomic
def resolve_thread(*, access: ItemAccess, thread_id: UUID) -> Thread:
    """Say that a thread is dealt with; idempotent. Raises ``NotFoundError``, ``ForbiddenError``."""
    return _resolve(access, thread_id, is_resolved=True)


@transaction.atomic
def reopen_thread(*, access: ItemAccess, thread_id: UUID) -> Thread:
    """Take a resolved thread up again; idempotent. Errors as ``resolve_thread``."""
    return _resolve(access, thread_id, is_resolved=False)


def _resolve(access: ItemAccess, thread_id: UUID, *, is_resolved: bool) -> Thread:
    thread = _locked_thread(access, thread_id)
    require(may_resolve(access, thread), Ability.EDIT)
    if (thread.resolved_at is not None) != is_resolved:
        name = authored_by(access.actor)["author_name"]
        _set_resolved(thread, name if is_resolved else "")
        action = "thread.resolved" if is_resolved else "thread.reopened"
        announce(access, action, facts={"thread_id": str(thread.id)})
    return thread


def _set_resolved(thread: Thread, name: str) -> None:
    thread.resolved_at = utc_now() if name else None
    thread.resolved_by_name = name
    thread.save(update_fields=["resolved_at", "resolved_by_name"])


def _write_comment(
    access: ItemAccess, thread: Thread, body: str, mentions: Sequence[UUID]
) -> Comment:
    people = _mentioned(access, mentions)
    comment = Comment(thread=thread, body=body, **authored_by(access.actor))
    comment.save(force_insert=True)
    _mention(access, comment, people)
    return comment


def _mention(access: ItemAccess, comment: Comment, people: Sequence[Person]) -> None:
    """Keep who is named, and publish who was not before."""
    before = set(comment.mentions.values_list("id", flat=True))
    comment.mentions.set(people)
    named = frozenset(person.id for person in people) - before
    if named:
        publish(
            PeopleMentioned(
                document_id=access.item_id,
                comment_id=comment.id,
                person_ids=named,
                body=comment.body,
                author_name=comment.author_name,
            )
        )


def _mentioned(access: ItemAccess, mentions: Sequence[UUID]) -> list[Person]:
    """Return the people meant. A partner knows no colleagues, so she can mention none."""
    if not mentions:
        return []
    wanted = set(mentions)
    people = Person.objects.filter(
        id__in=wanted, organisation_id=access.organisation_id, is_active=True
    )
    found = list(people) if isinstance(access.actor, PersonActor) else []
    if len(found) != len(wanted):
        raise UnknownMentionError(field="mentions")
    return found


def _locked_thread(access: ItemAccess, thread_id: UUID) -> Thread:
    lock_margin(access.item_id)
    thread = Thread.objects.filter(id=thread_id, document_id=access.item_id).first()
    if thread is None:
        raise NotFoundError
    return thread


def _locked_comment(access: ItemAccess, comment_id: UUID) -> Comment:
    lock_margin(access.item_id)
    comments = Comment.objects.select_related("thread")
    comment = comments.filter(id=comment_id, thread__document_id=access.item_id).first()
    if comment is None:
        raise NotFoundError
    return comment


def _announce(access: ItemAccess, action: str, thread: Thread, comment: Comment) -> None:
    announce(
        access,
        action,
        facts={
            "thread_id": str(thread.id),
            "comment_id": str(comment.id),
            "author": comment.author_name,
        },
    )
