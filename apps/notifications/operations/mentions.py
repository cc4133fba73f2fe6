"""Who is named in a comment is told, if she may read it."""

from __future__ import annotations

from apps.accounts.actors import person_actor
from apps.accounts.models import Person
from apps.core.errors import DomainError
from apps.documents.margin.events import PeopleMentioned
from apps.sharing.gate import enter

from .outbox import queue_mail


def tell_of_mention(event: PeopleMentioned) -> None:
    """Mail each person named; whoever may not read the document learns nothing of it."""
    for person in Person.objects.filter(id__in=event.person_ids, is_active=True):
        try:
            item = enter(person_actor(person), event.document_id).item
        except DomainError:
            continue
        queue_mail(
            recipient=person.email,
            locale=person.locale,
            kind="mention",
            facts={
                "author": event.author_name,
                "body": event.body,
                "name": item.name,
                "document_id": item.id,
            },
            item_id=item.id,
            dedup_key=f"mention:{event.comment_id}:{person.id}",
        )
