"""Suggestions: proposed by who may comment, accepted into the text by who may edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.core.access import Ability, ItemAccess
from apps.core.clock import utc_now
from apps.core.errors import NotFoundError
from apps.documents.margin.anchors import parse_anchor
from apps.documents.margin.changing import apply_change
from apps.documents.margin.errors import (
    MarginFullError,
    SuggestionChangedError,
    SuggestionEndedError,
    SuggestionInvalidError,
    SuggestionLostError,
)
from apps.documents.margin.places import Spot, Target, locate
from apps.documents.margin.rights import is_by, may_refuse, require
from apps.documents.models.margin import Suggestion, SuggestionKind, SuggestionStatus
from apps.documents.native import AnyDoc

from .editing import edit_document
from .margin import Selection, announce, authored_by, lock_margin

SUGGESTIONS_MAXIMUM = 1000


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one of several suggestions: ``skipped`` is empty, ``lost`` or ``changed``."""

    suggestion: Suggestion
    skipped: str


@transaction.atomic
def suggest(
    *,
    access: ItemAccess,
    kind: SuggestionKind,
    selection: Selection,
    replacement: str,
) -> Suggestion:
    """Propose to insert, delete or replace words; the text stays as it is.

    Raises ``ForbiddenError``, ``NotFoundError`` (no document), ``AnchorRefusedError``,
    ``SuggestionInvalidError``, ``MarginFullError``.
    """
    access.require(Ability.COMMENT)
    columns = selection.fields()
    _refuse_unfit(kind, selection.quote, replacement)
    lock_margin(access.item_id)
    open_ones = Suggestion.objects.filter(document_id=access.item_id, status=SuggestionStatus.OPEN)
    if open_ones.count() >= SUGGESTIONS_MAXIMUM:
        raise MarginFullError(maximum=SUGGESTIONS_MAXIMUM)
    suggestion = Suggestion(
        document_id=access.item_id,
        kind=kind,
        replacement=replacement,
        **columns,
        **authored_by(access.actor),
    )
    suggestion.save(force_insert=True)
    _announce(access, "suggestion.made", suggestion)
    return suggestion


def _refuse_unfit(kind: SuggestionKind, quote: str, replacement: str) -> None:
    if bool(quote) == (kind == SuggestionKind.INSERT):
        raise SuggestionInvalidError(field="quote")
    if bool(replacement) == (kind == SuggestionKind.DELETE) or not replacement.isprintable():
        raise SuggestionInvalidError(field="replacement")
    if quote and quote == replacement:
        raise SuggestionInvalidError(field="replacement")


@transaction.atomic
def revise_suggestion(*, access: ItemAccess, suggestion_id: UUID, replacement: str) -> Suggestion:
    """Change one's own open proposal, as one does while typing on.

    Raises ``NotFoundError``, ``ForbiddenError``, ``SuggestionEndedError``,
    ``SuggestionInvalidError``.
    """
    (suggestion,) = _locked_open(access, [suggestion_id])
    require(access.allows(Ability.COMMENT) and is_by(access.actor, suggestion), Ability.COMMENT)
    _refuse_unfit(SuggestionKind(suggestion.kind), suggestion.quote, replacement)
    suggestion.replacement = replacement
    suggestion.save(update_fields=["replacement"])
    _announce(access, "suggestion.revised", suggestion)
    return suggestion


@transaction.atomic
def accept_suggestion(
    *, access: ItemAccess, suggestion_id: UUID, seen: str | None = None
) -> Suggestion:
    """Write one suggestion into the text.

    ``seen``: the words that who accepts saw there, by default the quoted ones; nothing else is
    ever replaced. Raises ``ForbiddenError``, ``NotFoundError``, ``SuggestionEndedError``,
    ``SuggestionLostError``, ``SuggestionChangedError``.
    """
    outcome = _accept(access, [suggestion_id], seen=seen)[0]
    if outcome.skipped == "lost":
        raise SuggestionLostError
    if outcome.skipped:
        raise SuggestionChangedError
    return outcome.suggestion


@transaction.atomic
def accept_suggestions(*, access: ItemAccess, suggestion_ids: Sequence[UUID]) -> list[Outcome]:
    """Write several into the text in one change; those whose words are not as quoted are skipped.

    The ids are named, so that nothing is accepted that arrived meanwhile. Raises ``NotFoundError``
    if one is not of this document, ``ForbiddenError``, ``SuggestionEndedError``.
    """
    return _accept(access, suggestion_ids)


@transaction.atomic
def refuse_suggestions(*, access: ItemAccess, suggestion_ids: Sequence[UUID]) -> list[Suggestion]:
    """Turn suggestions down, or withdraw one's own; the text stays as it is.

    Raises ``NotFoundError``, ``ForbiddenError``, ``SuggestionEndedError``.
    """
    suggestions = _locked_open(access, suggestion_ids)
    for suggestion in suggestions:
        require(may_refuse(access, suggestion), Ability.EDIT)
    for suggestion in suggestions:
        is_own = is_by(access.actor, suggestion)
        status = SuggestionStatus.WITHDRAWN if is_own else SuggestionStatus.REFUSED
        _end(access, suggestion, status)
    return suggestions


def _accept(
    access: ItemAccess,
    suggestion_ids: Sequence[UUID],
    *,
    seen: str | None = None,
) -> list[Outcome]:
    access.require(Ability.EDIT)
    suggestions = _locked_open(access, suggestion_ids)
    outcomes: list[Outcome] = []

    def change(doc: AnyDoc) -> None:
        outcomes.extend(_write_into(doc, suggestions, seen))

    edit_document(access=access, change=change)
    for outcome in outcomes:
        if not outcome.skipped:
            _end(access, outcome.suggestion, SuggestionStatus.ACCEPTED)
    return outcomes


def _write_into(doc: AnyDoc, suggestions: Sequence[Suggestion], seen: str | None) -> list[Outcome]:
    """Change the text from its end, so that earlier places stay where they were found."""
    spots = locate(doc, [_target(suggestion) for suggestion in suggestions])
    found = list(zip(suggestions, spots, strict=True))
    reasons = {suggestion.id: _reason_to_skip(suggestion, spot, seen) for suggestion, spot in found}
    ready = [(spot, one) for one, spot in found if spot is not None and not reasons[one.id]]
    limit: Spot | None = None
    # At one place the later made is written first, so that the earlier comes to stand before it.
    ready.reverse()
    for spot, suggestion in sorted(ready, key=lambda pair: _order(pair[0]), reverse=True):
        if limit is not None and spot.path == limit.path and spot.end > limit.start:
            # Two of them want the same words: the later in the text is done, the other is not.
            reasons[suggestion.id] = "changed"
            continue
        apply_change(doc, spot, suggestion.replacement)
        limit = spot
    return [Outcome(suggestion=one, skipped=reasons[one.id]) for one in suggestions]


def _order(spot: Spot) -> tuple[Any, ...]:
    return spot.path, spot.start, spot.end


def _reason_to_skip(suggestion: Suggestion, spot: Spot | None, seen: str | None) -> str:
    if spot is None:
        return "lost"
    expected = suggestion.quote if seen is None else seen
    return "" if spot.text == expected else "changed"


def _target(suggestion: Suggestion) -> Target:
    return Target(
        start=parse_anchor(bytes(suggestion.anchor_start)),
        end=parse_anchor(bytes(suggestion.anchor_end)),
        quote=suggestion.quote,
        prefix=suggestion.prefix,
        suffix=suggestion.suffix,
    )


def _locked_open(access: ItemAccess, suggestion_ids: Sequence[UUID]) -> list[Suggestion]:
    lock_margin(access.item_id)
    rows = Suggestion.objects.filter(document_id=access.item_id, id__in=set(suggestion_ids))
    suggestions = list(rows.order_by("created_at", "id"))
    if len(suggestions) != len(set(suggestion_ids)):
        raise NotFoundError
    if any(suggestion.status != SuggestionStatus.OPEN for suggestion in suggestions):
        raise SuggestionEndedError
    return suggestions


def _end(access: ItemAccess, suggestion: Suggestion, status: SuggestionStatus) -> None:
    suggestion.status, suggestion.decided_at = status, utc_now()
    suggestion.decided_by_name = authored_by(access.actor)["author_name"]
    suggestion.save(update_fields=["status", "decided_at", "decided_by_name"])
    _announce(access, f"suggestion.{status}", suggestion)


def _announce(access: ItemAccess, action: str, suggestion: Suggestion) -> None:
    announce(
        access,
        action,
        facts={
            "suggestion_id": str(suggestion.id),
            "kind": suggestion.kind,
            "author": suggestion.author_name,
        },
    )
