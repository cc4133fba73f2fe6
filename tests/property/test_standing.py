"""Rights decided for a crowd at once are those that the gate decides one by one."""

from __future__ import annotations

import random
from uuid import UUID

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.accounts.actors import person_actor
from apps.accounts.models import Organisation, TokenScope
from apps.accounts.operations.tokens import issue_token
from apps.core.access import Ability, Actor, ItemAccess, SystemActor
from apps.core.errors import NotFoundError
from apps.drive.models import Item
from apps.sharing.gate import reopen
from apps.sharing.models import Link
from apps.sharing.standing import Claim, decide_again
from tests.property.story import Story
from tests.world import make_agent, partner

WORLDS = 3
STEPS = 90


def test_a_crowd_is_decided_as_each_one_is(organisation: Organisation) -> None:
    compared = granted = 0
    for seed in random.sample(range(10**6), WORLDS):
        print(f"seed {seed}")
        with transaction.atomic():
            story = Story(seed, organisation)
            actors = _actors(story)
            for step in range(STEPS):
                story.step()
                if step % 30 == 29:
                    here, let_in = _compare([*actors, *_partners()])
                    compared, granted = compared + here, granted + let_in
            transaction.set_rollback(True)
    assert 0 < granted < compared


def _actors(story: Story) -> list[Actor]:
    """The cast by session and by token, with the groups they had in the beginning."""
    actors: list[Actor] = [SystemActor()]
    for agent, scope in zip(story.cast, TokenScope, strict=True):
        token, _ = issue_token(actor=SystemActor(), person=agent.person, name="t", scope=scope)
        actors += [agent.actor, person_actor(agent.person, token=token)]
    return actors


def _partners() -> list[Actor]:
    return [
        partner(link, is_unlocked=is_unlocked)
        for link in Link.objects.all()
        for is_unlocked in (False, True)
    ]


def _compare(actors: list[Actor]) -> tuple[int, int]:
    items = [*Item.objects.values_list("id", flat=True), UUID(int=7)]
    claims = [Claim(actor, item_id) for actor in actors for item_id in items]
    standings = decide_again(claims)
    for claim in claims:
        assert standings[claim].access == _reopened(claim), claim
    return len(claims), sum(standings[claim].access is not None for claim in claims)


def _reopened(claim: Claim) -> ItemAccess | None:
    nowhere = UUID(int=0)
    shown = ItemAccess(
        actor=claim.actor,
        item_id=claim.item_id,
        space_id=nowhere,
        organisation_id=nowhere,
        role=None,
        abilities=frozenset(),
        ancestor_ids=(),
    )
    try:
        return reopen(shown, want=Ability.READ)
    except NotFoundError:
        return None


def test_a_crowd_costs_no_more_queries_than_a_few(organisation: Organisation) -> None:
    people = [make_agent(organisation, f"Person{number}") for number in range(12)]
    counts = []
    for crowd in (people[:2], people):
        claims = [Claim(agent.actor, agent.root.id) for agent in crowd]
        with CaptureQueriesContext(connection) as queries:
            decide_again(claims)
        counts.append(len(queries))
    assert counts[0] == counts[1]
