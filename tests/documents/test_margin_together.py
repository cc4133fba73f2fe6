"""Several at once beside one text, and how open editors come to know."""

from __future__ import annotations

import pytest

from apps.core.access import Ability, Role
from apps.documents.margin.errors import SuggestionEndedError
from apps.documents.models import Suggestion
from apps.documents.models.margin import SuggestionKind
from apps.documents.operations.comments import begin_thread
from apps.documents.operations.editing import edit_document
from apps.documents.operations.suggestions import accept_suggestion, suggest
from apps.realtime.documents.marginal import MarginNews
from tests.documents.anchoring import select
from tests.documents.writing import document, text_of, typing
from tests.world import Agent, together

LINES = ("Le budget est voté.",)


@pytest.mark.django_db(transaction=True)
def test_two_editors_accept_the_same_suggestion_once(alice: Agent, bob: Agent) -> None:
    item = document(alice, "Note", *LINES)
    alice.share(item, bob, Role.EDITOR)
    words = select(item.id, LINES, "budget")
    suggestion = suggest(
        access=bob.enter(item),
        kind=SuggestionKind.REPLACE,
        selection=words,
        replacement="compte",
    )

    def accept(agent: Agent) -> Suggestion:
        access = agent.enter(item, Ability.EDIT)
        return accept_suggestion(access=access, suggestion_id=suggestion.id)

    outcomes = together(lambda: accept(alice), lambda: accept(bob), lambda: accept(alice))
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [SuggestionEndedError] * 2
    assert text_of(item.id) == "<paragraph>Le compte est voté.</paragraph>"


@pytest.mark.django_db(transaction=True)
def test_accepting_loses_nothing_of_who_types_meanwhile(alice: Agent, bob: Agent) -> None:
    item = document(alice, "Note", *LINES)
    alice.share(item, bob, Role.EDITOR)
    made = [
        suggest(
            access=bob.enter(item),
            kind=SuggestionKind.REPLACE,
            selection=select(item.id, LINES, words),
            replacement=words.upper(),
        )
        for words in ("Le", "budget", "est", "voté")
    ]

    def accept() -> None:
        for suggestion in made:
            accept_suggestion(access=alice.enter(item, Ability.EDIT), suggestion_id=suggestion.id)

    def write() -> None:
        for turn in range(4):
            access = bob.enter(item, Ability.EDIT)
            edit_document(access=access, change=typing(f"ligne {turn}"))

    assert together(accept, write) == [None, None]
    written = text_of(item.id)
    assert "LE BUDGET EST VOTÉ." in written
    assert all(f"ligne {turn}" in written for turn in range(4))


@pytest.mark.django_db
def test_what_is_said_is_news_once_for_who_looks_at_the_trail(alice: Agent) -> None:
    item, other = document(alice, "Note", *LINES), document(alice, "Autre", *LINES)
    news = MarginNews()
    assert news.look([item.id, other.id]) == set()
    words = select(item.id, LINES, "budget")
    begin_thread(access=alice.enter(item), selection=words, body="Lequel ?")
    edit_document(access=alice.enter(other), change=typing("x"))
    assert news.look([item.id, other.id]) == {item.id}
    assert news.look([item.id, other.id]) == set()
