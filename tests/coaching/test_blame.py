"""Every blame pattern finds its own hits and lets its misses go."""

from __future__ import annotations

import pytest

from bot.coaching.blame import blame_in, patterns

HITS = [(p.id, p.where[0], text) for p in patterns() for text in p.hit]
MISSES = [(p.id, text) for p in patterns() for text in p.miss]


@pytest.mark.parametrize(("name", "where", "text"), HITS)
def test_hit(name, where, text):
    assert name in [found.id for found in blame_in(text, where)]


@pytest.mark.parametrize(("name", "text"), MISSES)
def test_miss(name, text):
    assert name not in [found.id for found in blame_in(text)]


def test_third_person_is_seen_in_descriptions():
    kinds = {found.kind for found in blame_in("he never listens, he's so selfish", "description")}
    assert kinds == {"always_never", "label"}


@pytest.mark.parametrize(
    "text", ["I feel like crying", "whatever happens I love him", "I was quiet as usual", "fine."]
)
def test_descriptions_are_not_scolded(text):
    assert blame_in(text, "description") == ()


def test_curly_quotes_and_capitals_are_read():
    assert blame_in("YOU’RE so COLD")[0].kind == "label"


def test_sharpest_comes_first():
    assert blame_in("you make me mad, you never listen")[0].edge == "attack"
