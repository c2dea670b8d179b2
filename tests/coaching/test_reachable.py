"""Every wound, feeling, need, pseudo-feeling, distortion and practice is there and can be reached."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.coaching import practices, step5_wounds, step6_needs, unhelpful_thoughts, words
from bot.coaching.records import Trigger
from bot.content import content, titles

NOW = datetime(2026, 5, 4, tzinfo=timezone.utc)
OWN_CUES = 3
"""Cues of a wound that a note of the test is made of."""
FEELINGS = {
    key: group
    for group, rows in words.feeling_words().feelings.items()
    for keys in rows.values()
    for key in keys
}
OURS = 0.85
"""Share of such notes for which the wound itself comes first; some cues are shared."""
NEEDS = words.need_words().needs
PSEUDO = [one.w for one in content("pseudo_feelings.yml", words.PseudoWords).pseudo_feelings]


def said(cue: str) -> str:
    """Returns one way to say a cue."""
    return " ".join(word.split("|")[0] for word in cue.split() if word != "*")


def test_all_of_them_are_there() -> None:
    assert len(set(step5_wounds.wounds()) - {"reaching"}) == 12 and "reaching" in step5_wounds.wounds()
    assert len(FEELINGS) == 142
    assert sum(map(len, NEEDS.values())) == 62
    assert len(PSEUDO) == len(set(PSEUDO)) == 62
    assert len(set(unhelpful_thoughts.distortions()) - {"better_alone"}) == 12
    assert len(practices.practices()) == 8


@pytest.mark.parametrize("wound", step5_wounds.wounds())
def test_a_wound_is_suggested_by_notes_of_its_own_cues(wound: str) -> None:
    cues = step5_wounds.wounds()[wound].cues
    told = [". ".join(map(said, cues[i : i + OWN_CUES])) for i in range(0, len(cues), OWN_CUES)]
    found = [step5_wounds.suggest(Trigger(created_at=NOW, updated_at=NOW, situation=text)) for text in told]
    ours = [one for one in found if one and one.theme == wound]
    assert len(ours) >= len(told) * OURS, found


@pytest.mark.parametrize("key", FEELINGS)
def test_a_feeling_is_recognised_as_it_is_shown(key: str) -> None:
    found = words.feeling(words.display(key))
    assert found is not None and found.group == FEELINGS[key]


def test_each_need_is_on_a_list_and_is_recognised_when_typed() -> None:
    shown = {need for group in step6_needs.groups() for need in step6_needs.of_group(group)}
    assert shown == {need for needs in NEEDS.values() for need in needs}
    assert set(titles("utter_ask_needs_group")) >= set(step6_needs.groups())
    typed = {need: step6_needs.named(step6_needs.titled(need)) for need in shown}
    assert {need: found and found[1] for need, found in typed.items()} == {need: need for need in shown}


@pytest.mark.parametrize("word", PSEUDO)
def test_a_pseudo_feeling_leads_to_its_question(word: str) -> None:
    shown = words.display(word)
    assert words.feeling(shown) is None
    assert [one.w for one in words.pseudo_feelings_in(f"I feel {shown}")] == [word]
    assert [one.w for one in words.pseudo_feelings_in(shown)] == [word]


def test_each_distortion_is_on_the_list_and_in_its_own_example() -> None:
    known = unhelpful_thoughts.distortions()
    assert set(titles("utter_ask_thought_which")) - {"none"} == set(known)
    guesses = {name: unhelpful_thoughts.suggest(one.example) for name, one in known.items()}
    assert {name: guess and guess.id for name, guess in guesses.items()} == {name: name for name in known}


def test_each_practice_is_on_the_list_and_is_asked_for_by_name() -> None:
    names = practices.practices()
    assert set(titles("utter_ask_practice_all")) >= set(names)
    assert {name: practices.asked_for(one.cues[0]) for name, one in names.items()} == {n: n for n in names}
