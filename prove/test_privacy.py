"""Words typed into every field stand in no file, database, log or key store, before and after `/forget`.

That an old backup is unreadable after `/forget` is shown in tests/journal/test_privacy.py.
"""

from __future__ import annotations

import asyncio
import random
import string
from pathlib import Path
from typing import Callable

import pytest

from bot.content import titles
from prove.town import ONBOARDING, Coach, Person, Town
from tests.journal.test_privacy import left

EVERYTHING_AT_DEBUG = {
    "LOG_LEVEL": "DEBUG",
    "LOG_LEVEL_LIBRARIES": "DEBUG",
    "LOG_LEVEL_MATPLOTLIB": "DEBUG",
    "LOG_LEVEL_RABBITMQ": "DEBUG",
    "PYTHONWARNINGS": "always",
}
PAUSE = 3.0
BETWEEN = 1.0
"""Seconds after the first message of an answer, so that a press finds the button of the second."""
CONVERSATION = (
    *(
        "my partner {} ignored me all evening and i am boiling",
        "he looked at his phone, {}, and did not look up",
        "7",
        "hurt and {}",
        "he thinks {}",
        "i went {}",
    ),
    *("yes", "[My own word]", "{}", "[Leave it]"),
    *(
        "/rehearse",
        "[No]",
        "my partner {}",
        "when you look at {}",
        "i feel hurt {}",
        "i need {}",
        "would you {}",
    ),
    *("i feel {} when you look at your phone, i need {}, would you put it away at dinner?", "no {}", "/stop"),
    *(
        "i want to text him so badly {}",
        "8",
        "why do you always {}",
        "lamp {}",
        "5",
        "[Keep it till morning]",
    ),
    *(
        "/settings",
        "[My name]",
        "{}",
        "/settings",
        "[A nickname]",
        "my partner",
        "{}",
        "/settings",
        "[Country]",
        "{}",
    ),
    *(
        "/stop",
        "i just feel so tired of {}",
        "he hits me {}",
        "no {}",
        "i want to kill myself {}",
        "yes {}",
        "{}",
    ),
    *(
        "/unknown {}",
        '/crisis{{"category": "{}"}}',
        "/journal",
        "1",
        "my lines {}",
        "/forget {}",
        "[Keep it]",
    ),
)


class Canaries:
    """Words of twelve letters that stand nowhere else."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._random = random.Random(12)

    def fill(self, text: str) -> str:
        """Returns a text with a new word in each of its gaps."""
        fresh = ["".join(self._random.choices(string.ascii_lowercase, k=12)) for _ in range(text.count("{}"))]
        self.words += fresh
        return text.format(*fresh)

    def found(self, folder: Path) -> set[str]:
        """Returns the words that stand in some file, in any case."""
        contents = [file.read_bytes().lower() for file in folder.rglob("*") if file.is_file()]
        return {word for word in self.words if any(word.encode() in content for content in contents)}


async def converse(person: Person, canaries: Canaries) -> int:
    """Has the whole conversation; a button that is not shown is typed. Returns the messages answered."""
    answered = 0
    for step in (*ONBOARDING, *CONVERSATION):
        text = canaries.fill(step)
        if text.startswith("[") and not any(text[1:-1] in h.buttons for h in person.heard[-2:]):
            text = text[1:-1]
        if await person.ask(text, 20) is None:
            raise AssertionError(f"no answer to {step!r} after {person.heard[-1].text!r}")
        await asyncio.sleep(BETWEEN)
        answered += 1
    return answered


async def calmly(person: Person, *steps: str) -> None:
    """Says things with a pause after each, so that what is heard belongs to it."""
    await asyncio.sleep(PAUSE)
    for step in steps:
        await person.ask(step, 20)
        await asyncio.sleep(PAUSE)


@pytest.mark.asyncio
async def test_no_word_is_found(town: Town, coach: Coach, show: Callable[[str], None]) -> None:
    coach.environment.update(EVERYTHING_AT_DEBUG)
    await coach.start()
    canaries, person, other = Canaries(), town.person(), town.person()
    answered = await converse(person, canaries)
    await other.play(ONBOARDING)
    running = canaries.found(coach.folder)
    files = sorted(file.name for file in coach.folder.iterdir())
    await calmly(person, "/export", f"[{titles('utter_ask_forget_copy')['send']}]")
    assert await person.until(lambda: len(town.made("sendDocument")) == 2, 20), person.heard[-1].text
    kept = str(town.made("sendDocument"))
    in_copy = sum(word in kept for word in canaries.words)
    running |= canaries.found(coach.folder)
    await calmly(person, "/forget", "[Erase everything]")
    gone = canaries.found(coach.folder)
    journal = coach.journal()
    rows = left(journal, journal.keys.user_id("telegram", str(person.id)))
    others = left(journal, journal.keys.user_id("telegram", str(other.id)))
    journal.close()
    await coach.stop()
    stopped = canaries.found(coach.folder)
    show(
        f"{len(canaries.words)} words in {answered} messages, {in_copy} of them in the person's own copy; "
        f"found in {', '.join(files)}: {len(running)} while running, {len(gone)} after /forget, "
        f"{len(stopped)} once stopped; rows left of them after /forget: {rows or 0} "
        f"(of somebody else: {sum(others.values())})"
    )
    assert {"coach.db-wal", "coach.db", "keys.db", "output.txt"} <= set(files)
    assert in_copy > 10
    assert answered == len(ONBOARDING) + len(CONVERSATION)
    assert not running | gone | stopped
    assert not rows
    assert others
