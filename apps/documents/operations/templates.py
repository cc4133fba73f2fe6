"""Documents that others are made from."""

from __future__ import annotations

from django.db import transaction

from apps.core.access import Ability, ItemAccess
from apps.core.clock import utc_now
from apps.documents.authors import author_of
from apps.documents.builtin import PREFIX, builtin_content
from apps.documents.content.changing import append_content
from apps.documents.errors import NotATemplateError
from apps.documents.models import Document, DocumentTemplate
from apps.documents.queries.content import load_document
from apps.documents.tree import copy_document
from apps.drive.models import Item
from apps.drive.operations.locking import fetch_live_item
from apps.drive.operations.naming import OnConflict
from apps.drive.operations.tracing import record_item

from .creating import create_document
from .images import copy_images


@transaction.atomic
def set_template(*, access: ItemAccess, is_template: bool) -> None:
    """Offer a document as a template to whoever may read it, or no longer. Idempotent."""
    access.require(Ability.EDIT)
    item = fetch_live_item(access.item_id)
    document = Document.objects.select_for_update(no_key=True).get(item_id=item.id)
    rows = DocumentTemplate.objects.filter(document=document)
    if rows.exists() == is_template:
        return
    if is_template:
        DocumentTemplate.objects.create(document=document, marked_at=utc_now())
    else:
        rows.delete()
    record_item(access, "document.template", item, facts={"is_template": is_template})


def create_from_builtin(
    *, access: ItemAccess, template: str, language: str, name: str, on_conflict: OnConflict
) -> Item:
    """Make a document of one of the product's own templates (``builtin:…``).

    Raises ``NotATemplateError`` and as ``create_document``.
    """
    try:
        content = builtin_content(template.removeprefix(PREFIX), language)
    except KeyError as error:
        raise NotATemplateError from error
    return create_document(
        access=access,
        name=name,
        on_conflict=on_conflict,
        content=lambda doc: append_content(doc, content.children),
    )


@transaction.atomic
def create_from_document(
    *, access: ItemAccess, source: ItemAccess, name: str, on_conflict: OnConflict
) -> Item:
    """Make a document of another that is marked as a template, with its images.

    Raises ``NotATemplateError`` and as ``create_document``.
    """
    source.require(Ability.READ)
    if not DocumentTemplate.objects.filter(document_id=source.item_id).exists():
        raise NotATemplateError
    content = load_document(source.item_id).build()
    document = create_document(
        access=access,
        name=name,
        on_conflict=on_conflict,
        content=lambda doc: copy_document(content, doc),
    )
    copy_images(source.item_id, document.id, author_of(access.actor))
    return document
