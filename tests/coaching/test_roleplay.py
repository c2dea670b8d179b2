"""The pretend partner hears attack, collapse and being heard, and ends in time."""

from __future__ import annotations

import pytest

from bot.coaching.roleplay import LineFacts, hear, opening, order_for, reply, roleplay_words
from bot.coaching.step7_stating_needs import Analysis
from bot.content import responses
from bot.language.rehearse import analyse_text

MANNERS = ["warm", "distracted", "defensive", "dismissive"]
HEARD = "i know shes hard work for you too. i felt alone on sunday. next time would you say lets drop it"


def line(text: str) -> LineFacts:
    return LineFacts(analyse_text(text))


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("no its your fault for sitting there like a lump", "attack_word"),
        ("you always do this", "attack"),
        ("sorry, forget it", "collapse"),
        ("ok", "collapse"),
        ("i know youre tired", "sees_side"),
        (HEARD, "clear"),
        ("I felt sad on Sunday and I need company", "clear"),
        ("would you show me your phone", "limits"),
        ("but you sat there", "unclear"),
        ("im not blaming you, i just got scared at the till", "felt"),
    ],
)
def test_hear(text, heard):
    assert hear(line(text))[0] == heard


def test_dialogue_three_word_is_pointed_at_then_the_partner_softens():
    assert opening("defensive") in responses()
    first = reply("defensive", 1, line("no its your fault for sitting there like a lump"))
    assert (first.partner, first.ended, first.params) == (None, False, {"phrase": "lump"})
    second = reply("defensive", 2, line(HEARD))
    assert second.ended
    assert second.hint is None
    assert second.partner == roleplay_words().manners["defensive"].softens


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("text", ["you always do this", "ok", "but you sat there", HEARD])
def test_practice_ends_after_four_exchanges_whatever_is_said(manner, text):
    turns = [reply(manner, turn, line(text)) for turn in range(1, 5)]
    assert turns[3].ended
    assert all(turn.hint or turn.partner or turn.ended for turn in turns)


def test_a_voice_may_have_fewer_exchanges():
    assert reply("warm", 2, line("but you sat there"), order_for("avoidant").exchanges).ended


def test_dismissive_is_offered_to_anxious_people_only_when_asked_for():
    assert "dismissive" not in order_for("anxious").offered
    assert "dismissive" in order_for("anxious").asked
    assert order_for("unheard of") == order_for("mixed")


def test_every_reply_exists_and_partner_lines_are_marked_as_practice():
    words, said = roleplay_words(), responses()
    partner = {x for m in words.manners.values() for x in (m.opens, m.softens, *m.replies)}
    hints = {x for rows in words.hints.values() for x in rows.values()}
    assert partner | hints <= set(said)
    assert all(said[name][0]["text"].startswith("[practice]") for name in partner)


def test_analysis_alone_is_enough_to_hear():
    assert hear(LineFacts(Analysis("hm", 0, 0, 2, 0, 0)))[0] == "unclear"


def test_the_same_line_again_is_a_repeat():
    said = analyse_text("I felt sad on Sunday and I need company")
    assert hear(LineFacts(said, said))[0] == "repeat"
