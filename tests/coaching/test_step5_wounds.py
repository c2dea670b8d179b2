"""A theme is guessed from the person's own words, and never against what they said of it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching import cues
from bot.coaching.hearing import hear
from bot.coaching.records import Feeling, ThemeGuess, Trigger
from bot.coaching.step4_triggers import prefill
from bot.coaching.step5_wounds import quoted, scores, suggest, themes, wounds

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)

# Shapes of the seed articles' own notes, in other words.
SEEDS: tuple[tuple[str, str], ...] = (
    ("when my partner isn't affectionate", "unloved"),
    ("when my partner wants sex even when we're not connected", "intimacy_fear unloved"),
    ("when my partner doesn't listen to what I'm saying", "unseen"),
    ("when my partner goes out without me", "abandonment rejection"),
    ("I often criticise and set off fights", "reaching"),
    ("I end up criticising him just to pick a fight", "reaching"),
)
# Ordinary one-line triggers, with the themes a sensible reader might see in each.
LINES: tuple[tuple[str, str], ...] = (
    ("she looked at her phone the whole time i was telling her about my day", "unseen"),
    (
        "he went to the pub with his mates and didn't ask if i wanted to come",
        "abandonment rejection unseen",
    ),
    ("i texted at ten and he still hasn't written back", "abandonment rejection unseen"),
    ("my boss gave the project to someone else", "not_enough rejection unseen"),
    ("he said he needs a bit of space this weekend", "abandonment rejection"),
    (
        "she wants us to spend every evening together and i felt like i couldn't breathe",
        "engulfment",
    ),
    ("mum told me how to load the dishwasher again", "control not_enough"),
    ("he came home and didn't even kiss me hello", "unloved unseen"),
    ("i saw he liked his ex's picture", "abandonment betrayal not_enough"),
    ("she raised her voice because i was late", "unsafe"),
    ("they all went for lunch and nobody asked me", "rejection unseen"),
    ("he asked me what i was feeling and i went blank", "intimacy_fear"),
    ("he forgot our anniversary", "unloved unseen"),
    ("i did all the washing up again while he watched tv", "burden unseen"),
    ("he told his mum about our fight", "betrayal"),
    ("she said maybe we should see other people", "abandonment rejection"),
    ("he compared my cooking to his mother's", "not_enough"),
    ("he wanted to know who i was having coffee with", "control"),
    ("i told her something private and then wished i hadn't", "intimacy_fear shame"),
    ("he was in a mood when he got in and i didn't dare say a word", "unsafe"),
    ("my sister only rings when she needs money", "burden unloved unseen"),
    ("he rolled over and went to sleep when i tried to cuddle", "rejection unloved"),
    ("she said i'm too sensitive in front of her friends", "shame"),
    ("he promised to call and didn't", "abandonment betrayal"),
    ("he made a joke about my weight", "not_enough shame"),
    ("she keeps asking when i'm moving in", "control engulfment"),
    ("i snapped at her for being on her phone", "reaching unseen"),
    ("i needed help with the kids but didn't want to ask", "burden"),
    ("he interrupted me three times at dinner", "unseen"),
    ("he's been quiet all week and i think he's going off me", "abandonment unloved"),
    ("she turned me down when i suggested a weekend away", "rejection"),
    ("dad booked the holiday without asking any of us", "control"),
    ("found a message from a woman at his work", "abandonment betrayal"),
    ("he slammed the door and drove off", "abandonment unsafe"),
    ("my date cancelled an hour before", "rejection"),
    ("we ended up arguing when all i wanted was a hug", "reaching unloved"),
    ("he never asks how my day was", "unloved unseen"),
    ("she texts me all day at work and gets upset if i don't answer", "control engulfment"),
    ("i cried in front of him and felt stupid", "intimacy_fear not_enough shame"),
    ("my friend got engaged and i felt like a failure", "not_enough"),
    ("he went through my bag", "betrayal control"),
    ("i said yes to covering her shift again", "burden"),
    ("he didn't come to my birthday dinner", "rejection unloved unseen"),
    ("she stayed out till four and her phone was off", "abandonment betrayal"),
    ("my husband laughed when i said i was applying for the job", "not_enough rejection shame"),
    ("he wants to know my plans for every single day", "control engulfment"),
    ("my best friend has a new best friend", "abandonment not_enough rejection"),
    ("she kept talking over me at the parents' evening", "unseen"),
    ("he didn't hold my hand at the funeral", "unloved"),
    ("i found out he has been messaging someone on an app", "betrayal"),
    ("my girlfriend shouted at the waiter and i froze", "unsafe"),
    ("i asked if he could pick up the kids and felt so selfish", "burden"),
    ("she wants to talk about where we're heading again", "engulfment"),
    ("he said i love you and i couldn't say it", "intimacy_fear"),
    ("they were all whispering and stopped when i came in", "rejection shame"),
    ("he deleted our photos from his profile", "abandonment betrayal rejection"),
    ("my mother-in-law rearranged my kitchen", "control"),
    ("she walked out in the middle of the conversation", "abandonment rejection unseen"),
    ("he never says thank you for anything", "burden unloved unseen"),
    ("i yelled at him for coming home late because i'd missed him", "abandonment reaching"),
    ("my ex is seeing somebody new and she's gorgeous", "abandonment not_enough"),
    ("he said he'd do the shopping and then forgot", "betrayal burden unseen"),
    ("she cancels every time something better comes up", "rejection"),
    ("my dad got drunk at the party and started on my brother", "unsafe"),
    ("i had to plan the whole trip by myself as usual", "burden"),
    ("he said i was being crazy", "shame"),
    ("whenever i tell her i'm upset she looks at the clock", "unseen"),
    ("my boyfriend hasn't said he loves me in months", "unloved"),
    ("she moved her chair away from mine", "rejection"),
    ("he keeps saying what i should eat", "control not_enough"),
    ("my partner goes on a work trip tomorrow for two weeks", "abandonment"),
    ("they only invite me when they need a driver", "burden rejection unseen"),
    ("he was typing for ages and then nothing came", "abandonment rejection unseen"),
    ("she introduced me as her friend", "rejection shame unloved unseen"),
    ("he put the rent up to me to sort out again", "burden"),
    ("my wife sighed when i asked for a cuddle", "burden rejection unloved"),
    ("he said my dress was too short", "control not_enough shame"),
    ("she didn't tell me she had lunch with her ex", "betrayal"),
    ("every time i talk about work he picks up his phone", "unseen"),
    ("he wants me to text when i get home every time", "control engulfment"),
    ("my sister got all the praise at dinner", "not_enough unseen"),
    ("she cried and said i never let her in", "intimacy_fear"),
    ("he threw the remote at the wall", "unsafe"),
    ("when she goes quiet after a fight i panic that it's finished", "abandonment"),
    ("he told me i always make everything about me", "burden not_enough shame"),
    ("i cooked for everyone and no one said thanks", "burden unseen"),
    ("my partner fell asleep while i was telling him something important", "unseen"),
    ("i picked at him about the dishes because he hadn't hugged me", "burden reaching unloved"),
    ("he's been on dating sites", "betrayal"),
    ("she wants me to come to every family thing", "control engulfment"),
    ("my friends have a chat without me", "abandonment rejection"),
    ("my dad only said it could have been better", "not_enough"),
)


def trigger(text: str, **more: Any) -> Trigger:
    return Trigger(created_at=NOW, updated_at=NOW, **{**prefill(text, hear(text)), **more})


def found(text: str) -> set[str]:
    return {one.theme for one in scores(trigger(text))[:3]}


def test_the_thirteen_themes_stand_whole() -> None:
    assert len(wounds()) == 13 and "reaching" in wounds()
    assert wounds()["control"].safety and wounds()["unsafe"].safety and wounds()["shame"].safety


def test_no_cue_is_a_bare_little_word() -> None:
    """Fillers fall away when a cue is read; what is left must still say something."""
    for wound in wounds().values():
        for cue in wound.cues:
            stems = [token.stem for token in cues.tokens(cue.replace("|", " "))]
            assert len("".join(stems)) > 2, (wound.id, cue)


@pytest.mark.parametrize(("text", "expected"), SEEDS)
def test_the_seeds_shapes_reach_a_sensible_theme(text: str, expected: str) -> None:
    assert found(text) & set(expected.split())


def test_ordinary_lines_reach_a_sensible_theme() -> None:
    """The bar is 0.7 within the first three (rule U6)."""
    reached = [bool(found(text) & set(expected.split())) for text, expected in LINES]
    assert sum(reached) >= 0.7 * len(LINES)


@pytest.mark.parametrize(
    "text",
    [
        "i was not left out this time",
        "she said 'you are always on your phone' to her sister",
        "we had soup and it rained",
    ],
)
def test_what_is_denied_quoted_or_calm_suggests_nothing(text: str) -> None:
    assert suggest(trigger(text)) is None


def test_the_second_dialogue_is_about_not_being_noticed() -> None:
    told = trigger("my boyfriend ignored me all evening and im boiling")
    told = told.copy(
        update={"situation": told.situation + "\non his phone from dinner till bed. i said his name twice"}
    )
    guess = suggest(told)
    assert guess and guess.theme == "unseen" and "ignored" in guess.quotes
    assert all(quote in told.situation for quote in guess.quotes)
    assert guess.quotes[0] in quoted(guess.quotes)


def test_feelings_alone_suggest_nothing_and_strengthen_what_words_say() -> None:
    assert suggest(trigger("it was tuesday", feelings=(Feeling(word="lonely"), Feeling(word="sad")))) is None
    plain, felt = (
        trigger("he ignored me"),
        trigger("he ignored me", feelings=(Feeling(word="lonely"),)),
    )
    assert scores(felt)[0].points > scores(plain)[0].points


def test_a_rejected_theme_is_not_suggested_again_for_that_entry() -> None:
    told = trigger("he ignored me")
    guess = suggest(told)
    assert guess
    again = suggest(told.copy(update={"themes": (ThemeGuess(theme=guess.theme, source="rejected"),)}))
    assert again is None or again.theme != guess.theme


def test_what_they_did_points_to_reaching() -> None:
    entries = [
        trigger("he came home late", action_tags=("snapped",)),
        trigger("he forgot the milk", action_tags=("criticised",)),
        trigger("he was on his phone", action_tags=("went_quiet",)),
    ]
    assert "reaching" in {one.theme for one in themes(entries)}


def test_candidates_need_three_entries_four_points_and_two_of_them() -> None:
    hit, other = trigger("he ignored me and was on his phone"), trigger("it rained on tuesday")
    assert themes([hit, hit]) == ()
    assert {one.theme for one in themes([hit, hit, other])} >= {"unseen"}
    assert themes([hit, other, other]) == ()
    assert "unseen" not in {one.theme for one in themes([hit, hit, *[other] * 7])}


def test_weak_and_strong_candidates_differ() -> None:
    weak, hit = trigger("he ignored me"), trigger("he ignored me and was on his phone")
    assert [one.strong for one in themes([weak, weak, trigger("it rained")]) if one.theme == "unseen"] == [
        False
    ]
    assert [one.strong for one in themes([hit, hit, hit]) if one.theme == "unseen"] == [True]


@given(st.text(max_size=120))
def test_every_quote_is_the_persons_own(text: str) -> None:
    for one in scores(Trigger(created_at=NOW, updated_at=NOW, situation=text)):
        assert one.points > 0 and all(quote in text for quote in one.quotes)
