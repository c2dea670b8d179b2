"""Ordinary answers at an open question are answers: a mere guess takes the floor from none."""

from __future__ import annotations

import pytest
import yaml
from rasa.core.channels.channel import UserMessage

from bot.coaching.commands import phrase
from bot.content import ROOT
from bot.nlu.phrases import OPEN, own_words

from .player import Theatre, Ways

ORDINARY = (
    "last night", "yesterday evening", "tonight", "sunday night", "late at night", "every morning",
    "this morning at breakfast", "good morning texts stopped", "hey is all I got back", "on the train home",
    "he said he would call and then he didn't", "he wrote goodbye", "bye was all he wrote",
    "see you later, he said, and that was it", "I said good night and left", "good night kiss, he skipped it",
    "I went to bed without saying goodnight", "the day he left", "talk to him on saturday",
    "write a page every evening about what went well", "she wanted to delete the photos",
    "I deleted his messages and cried", "I want to forget what she said", "delete his number",
    "I forget everything when he shouts", "they read my messages behind my back", "she read my diary",
    "that you keep what I tell you to yourself", "privacy, my own room", "my data was on her laptop",
    "he was on the phone with a person from work", "someone I can talk to", "a real conversation with him",
    "he is human too, I know", "is he a robot, no feeling at all", "I said thanks and hung up",
    "thanks for nothing, that was all she said", "he never says thanks", "just to be asked how my day was",
    "a hug when I get home", "someone who stays with me when I cry",
    "I want him to say hello when he comes in",
    "go for a walk before I answer", "I could call a friend instead",
)  # fmt: skip
PLAIN = {
    "hello again": "greet",
    "ok good night": "goodbye",
    "gotta go, bye": "goodbye",
    "are you human": "ask_is_bot",
    "can i talk to a real person": "ask_human",
    "is this private": "ask_privacy",
    "delete everything about marco": "forget",
}
"""What is plainly said to the coach has the floor at any question."""
AT = (
    ("triggers_form", "triggers_situation"),
    ("triggers_form", "triggers_thought"),
    ("thought_form", "thought_for"),
)
"""Questions at which they are typed."""


def interruptions() -> frozenset[str]:
    """Returns every intent that takes the floor from some form."""
    forms = yaml.safe_load((ROOT / "domain.yml").read_text())["forms"].values()
    return frozenset(intent for form in forms for intent in form["ignored_intents"])


async def understood(theatre: Theatre, text: str) -> str:
    """Returns the intent of a text at an open question."""
    processor = theatre.app.brain.agent.processor
    assert processor is not None
    parsed = await processor.parse_message(UserMessage(text, metadata={OPEN: True}))
    return str(parsed["intent"]["name"])


def test_every_intent_that_interrupts_and_is_guessed_is_doubted() -> None:
    examples = [yaml.safe_load(path.read_text())["nlu"] for path in (ROOT / "data" / "nlu").glob("*.yml")]
    guessed = {one["intent"] for each in examples for one in each if "- /" not in one["examples"]}
    assert guessed & interruptions() <= own_words()


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("text", ORDINARY)
async def test_an_ordinary_answer_is_one(theatre: Theatre, text: str) -> None:
    assert phrase(text) is None
    assert await understood(theatre, text) not in interruptions() | {"thanks"}


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("text", PLAIN)
async def test_what_is_plainly_for_the_coach_has_the_floor(theatre: Theatre, text: str) -> None:
    assert await understood(theatre, text) == PLAIN[text]


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(("form", "question"), AT)
async def test_no_ordinary_answer_leaves_the_form(
    theatre: Theatre, ways: Ways, form: str, question: str
) -> None:
    left = {}
    for text in ORDINARY:
        somebody = await theatre.at(ways[form, question])
        spoken = await somebody.say(text)
        after, _ = await somebody.open_question()
        if after != form:
            left[text] = (spoken, after)
    assert not left
