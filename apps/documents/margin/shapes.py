"""Comments and suggestions as plain JSON, the same at every door. No addresses of people in it."""

from __future__ import annotations

import base64
from typing import Any

from apps.core.access import ItemAccess
from apps.documents.models.margin import Anchored, Authored, Comment, Suggestion, Thread

from .rights import is_by, may_accept, may_delete, may_edit, may_refuse, may_resolve


def thread_shape(access: ItemAccess, thread: Thread) -> dict[str, Any]:
    """Return a thread with its comments, which must be joined."""
    return {
        **_anchored(thread),
        "author": _author(access, thread),
        "resolved_at": thread.resolved_at,
        "resolved_by": thread.resolved_by_name or None,
        "can_resolve": may_resolve(access, thread),
        "comments": [comment_shape(access, comment) for comment in thread.comments.all()],
    }


def comment_shape(access: ItemAccess, comment: Comment) -> dict[str, Any]:
    """Return one comment; the words of a deleted one are gone."""
    is_there = comment.deleted_at is None
    return {
        "id": str(comment.id),
        "thread_id": str(comment.thread_id),
        "author": _author(access, comment),
        "body": comment.body,
        "mentions": [
            {"id": str(person.id), "name": person.name} for person in comment.mentions.all()
        ],
        "created_at": comment.created_at,
        "edited_at": comment.edited_at,
        "deleted_at": comment.deleted_at,
        "can_edit": is_there and may_edit(access, comment),
        "can_delete": is_there and may_delete(access, comment),
    }


def suggestion_shape(access: ItemAccess, suggestion: Suggestion) -> dict[str, Any]:
    """Return one suggestion."""
    is_open = suggestion.decided_at is None
    return {
        **_anchored(suggestion),
        "author": _author(access, suggestion),
        "kind": suggestion.kind,
        "replacement": suggestion.replacement,
        "status": suggestion.status,
        "decided_at": suggestion.decided_at,
        "decided_by": suggestion.decided_by_name or None,
        "can_accept": is_open and may_accept(access),
        "can_refuse": is_open and may_refuse(access, suggestion),
        "can_revise": is_open and may_edit(access, suggestion),
    }


def _anchored(row: Anchored) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "anchor": {"start": _base64(row.anchor_start), "end": _base64(row.anchor_end)},
        "quote": row.quote,
        "prefix": row.prefix,
        "suffix": row.suffix,
        "created_at": row.created_at,
    }


def _author(access: ItemAccess, row: Authored) -> dict[str, Any]:
    return {
        "id": None if row.author_id is None else str(row.author_id),
        "name": row.author_name,
        "is_guest": row.link_id is not None,
        "is_me": is_by(access.actor, row),
    }


def _base64(raw: bytes | memoryview) -> str:
    return base64.b64encode(bytes(raw)).decode()
