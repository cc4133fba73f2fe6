"""Random stories: every list equals ``decide``, no link exceeds its issuer, the books balance.

``STORY_SEED=7 STORY_STEPS=100000 pytest -s tests/property/test_story.py`` tells a long one.
"""

from __future__ import annotations

import os
import random
from collections import Counter

from django.db import transaction

from apps.accounts.models import Organisation
from tests.drive.books import check_books, check_content, check_tree
from tests.property.story import ACTS, Story, check_links, check_people

SEED = int(os.environ.get("STORY_SEED") or random.SystemRandom().randrange(10**6))
STEPS = int(os.environ.get("STORY_STEPS") or 1200)
STEPS_A_WORLD = 150


def test_whatever_happens_rights_are_those_that_decide_says(organisation: Organisation) -> None:
    told: Counter[str] = Counter()
    openings = 0
    for seed in range(SEED, SEED + STEPS // STEPS_A_WORLD):
        print(f"STORY_SEED={seed}")
        with transaction.atomic():
            story = Story(seed, organisation)
            openings += tell(story)
            told += story.told
            transaction.set_rollback(True)
    print(f"{STEPS} steps, {openings} openings by link; {dict(sorted(told.items()))}")
    never_done = {act.__name__ for act in ACTS} - told.keys()
    assert not never_done, told


def tell(story: Story) -> int:
    openings = 0
    for step in range(STEPS_A_WORLD):
        story.step()
        if step % 20 == 19:
            check_people(story)
            openings += check_links(story)
    check_books()
    check_tree()
    check_content()
    return openings
