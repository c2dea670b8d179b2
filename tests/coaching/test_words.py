"""Feeling, need and pseudo-feeling words: the lists are whole and people's ways of saying them are found."""

from __future__ import annotations

import pytest

from bot.coaching import words
from bot.coaching.words import feeling, feelings_in, needs_in, pseudo_feeling, pseudo_feelings_in
from bot.content import content


def test_lists_have_the_published_sizes():
    feelings = words.feeling_words().feelings
    assert sum(len(keys) for rows in feelings.values() for keys in rows.values()) == 142
    assert sum(map(len, words.need_words().needs.values())) == 62
    assert len(content("pseudo_feelings.yml", words.PseudoWords).pseudo_feelings) == 62


def test_lists_refer_only_to_known_keys():
    feelings = {k for rows in words.feeling_words().feelings.values() for keys in rows.values() for k in keys}
    needs = {key for keys in words.need_words().needs.values() for key in keys}
    pseudo = content("pseudo_feelings.yml", words.PseudoWords).pseudo_feelings
    aliases = content("feeling_aliases.yml", words.Aliases)
    listed = words.feeling_words()
    assert {key for row in pseudo for key in row.feel} <= feelings
    assert {key for row in pseudo for key in row.need} <= needs
    assert set(aliases.feelings) <= feelings
    assert set(aliases.pseudo_feelings) <= {row.w for row in pseudo}
    assert {*listed.top, *listed.attention, *listed.after_feel, *listed.shown} <= feelings
    assert {*words.need_words().top, *words.need_words().phrases} <= needs


def test_no_phrase_stands_for_two_things():
    aliases = content("feeling_aliases.yml", words.Aliases)
    said = [w for rows in (aliases.feelings, aliases.pseudo_feelings) for ws in rows.values() for w in ws]
    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    ("said", "group", "strength"),
    [
        ("pissed off", "anger", 2), ("gutted", "sadness", 3), ("Boiling.", "anger", 3),
        ("fuming", "anger", 3), ("freaking out", "fear", 3), ("so lonley", "loneliness", 2),
        ("I feel really sad", "sadness", 2), ("hopless", "shutdown", 3), ("worthless", "shame", 3),
        ("burnt out", "tiredness", 3), ("self-conscious", "shame", 1),
    ],
)  # fmt: skip
def test_feeling_is_known_by_everyday_words(said, group, strength):
    found = feeling(said)
    assert found is not None
    assert (found.group, found.strength) == (group, strength)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("betrayed", "betrayed"),
        ("I felt let down", "let_down"),
        ("unloved", "unwanted"),
        ("ignord", "ignored"),
    ],
)
def test_pseudo_feeling_is_no_feeling(said, key):
    found = pseudo_feeling(said)
    assert feeling(said) is None
    assert found is not None
    assert found.w == key


@pytest.mark.parametrize("said", ["tuesday", "he shouted", "", "no idea"])
def test_other_words_are_neither(said):
    assert feeling(said) is None
    assert pseudo_feeling(said) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("not angry, just sad", ["sad"]),
        ("I'm not angry", []),
        ("i wasnt scared but i was hurt", ["hurt"]),
        ("close the door and turn the light low", []),
        ("I feel close to you", ["close"]),
        ("he was mad at me", []),
        ("hes really angry and im scared", ["scared"]),
        ("my husband was furious", []),
        ("he made me angry", ["angry"]),
        ("my boyfriend ignored me all evening and I'm boiling", ["boiling"]),
    ],
)
def test_feelings_in_text_know_denial_and_everyday_uses(text, found):
    assert [one.word for one in feelings_in(text)] == found


def test_pseudo_feelings_are_claims_not_acts():
    assert [one.w for one in pseudo_feelings_in("I felt so ignored")] == ["ignored"]
    assert pseudo_feelings_in("you interrupted me and used my car") == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("someone on my side", "loyalty"),
        ("some time that's just us", "shared_fun"),
        ("to be heard", "to_be_heard"),
        ("closeness", "closeness"),
    ],
)
def test_needs_in_text(text, key):
    assert key in needs_in(text)


def test_every_listed_word_is_found_by_itself():
    for rows in words.feeling_words().feelings.values():
        for keys in rows.values():
            assert all(feeling(words.display(key)) for key in keys)
    for row in content("pseudo_feelings.yml", words.PseudoWords).pseudo_feelings:
        found = pseudo_feeling(words.display(row.w))
        assert found is not None
        assert found.w == row.w
    for keys in words.need_words().needs.values():
        for key in keys:
            assert key in needs_in(words.display(key))
