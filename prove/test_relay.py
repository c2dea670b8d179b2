"""Two hundred messages with a person on call, over restarts; then /forget; no word anywhere."""

from __future__ import annotations

import asyncio
import random
import re
import string
from functools import partial
from typing import Any, Callable, Optional

import pytest

from prove.on_call import GROUP, KINDS, TAKE, OnCall, alone, user, write
from prove.test_outages import CRISIS
from prove.test_privacy import EVERYTHING_AT_DEBUG
from prove.town import Coach, Heard, Person, Town
from tests.channels.bot_api import Fault
from tests.journal.test_privacy import left

EACH_WAY, RESTART_AFTER = 100, 25
PACE = 0.9
"""Seconds between messages: Telegram lets a bot send about one a second into a chat."""


def copies(heard: list[Heard]) -> list[int]:
    """Returns the ids of the messages that were copied, as they came."""
    return [one.copied for one in heard if one.copied is not None]


def word(chance: random.Random) -> str:
    """Returns a word that stands nowhere else."""
    return "".join(chance.choices(string.ascii_lowercase, k=12))


async def joined(town: Town, coach: Coach, desk: OnCall, said: str) -> tuple[Person, Heard]:
    """Somebody in danger, with a person there; returns them and the alert."""
    somebody = await alone(town, coach)
    somebody.say(said)
    assert await desk.until(lambda: any(TAKE in h.buttons for h in desk.heard), 20)
    alert = next(h for h in desk.heard if TAKE in h.buttons)
    await asyncio.sleep(3)
    before = len(somebody.heard)
    desk.take(alert)
    assert await somebody.hears(before + 1, 20)
    return somebody, alert


@pytest.mark.asyncio
async def test_two_hundred_messages_and_nothing_left(
    town: Town, coach: Coach, show: Callable[[str], None]
) -> None:
    chance = random.Random(5)
    coach.environment.update(EVERYTHING_AT_DEBUG, COACH_OPERATOR_CHAT_ID=str(GROUP))
    await coach.start()
    desk = OnCall(town)
    canaries = [word(chance)]
    somebody, alert = await joined(town, coach, desk, f"{CRISIS} {canaries[0]}")
    theirs: list[int] = []
    ours: list[int] = []
    restarts = kills = 0
    for number in range(EACH_WAY):
        canaries.append(word(chance))
        content = KINDS[number % len(KINDS)]
        content = {"text": f"{canaries[-1]} {number}"} if "text" in content else dict(content)
        theirs.append(write(somebody, **content))
        ours.append(desk.answer(alert, **content))
        await asyncio.sleep(PACE)
        if number % RESTART_AFTER == RESTART_AFTER - 1:  # in the middle of it
            if restarts % 2:
                await asyncio.sleep(3)
                coach.kill()
                kills += 1
            else:
                await coach.stop()
            restarts += 1
            page = ""
            await coach.start()
    await somebody.until(lambda: len(copies(somebody.heard)) >= EACH_WAY, 60)
    await desk.until(lambda: len(copies(desk.heard)) >= EACH_WAY, 60)
    await asyncio.sleep(2)
    there, here = copies(desk.heard), copies(somebody.heard)
    page = await coach.page("/metrics")
    told = [h.text for h in desk.heard if h.copied is None]
    log = coach.output.read_text()
    found = [c for c in canaries if any(c in kept for kept in (page, log, *told))]
    files = [f.name for f in coach.folder.iterdir() if any(c.encode() in f.read_bytes() for c in canaries)]
    journal = coach.journal()
    rows = left(journal, user(journal, somebody))
    first = min(h.message_id for h in desk.heard)

    def too_old(method: str, params: dict[str, Any]) -> Optional[Fault]:
        old = str(params.get("chat_id")) == str(GROUP) and str(params.get("message_id")) == str(first)
        return ("status", 400) if old and method in ("deleteMessage", "editMessageText") else None

    town.plan = too_old
    written = {h.message_id for h in desk.heard}
    await somebody.ask("/forget", 20)
    await asyncio.sleep(3)
    button = next(b for h in reversed(somebody.heard) for b in h.buttons if "rase" in b)
    somebody.say(f"[{button}]")
    assert await somebody.until(lambda: bool(re.search(r"\b1 of my messages", somebody.heard[-1].text)), 60)
    await asyncio.sleep(3)
    gone = {int(p["message_id"]) for p in town.made("deleteMessage") if str(p.get("chat_id")) == str(GROUP)}
    after = left(journal, user(journal, somebody))
    journal.close()
    await coach.stop()
    show(
        f"{len(there)} of {EACH_WAY} there, {len(here)} of {EACH_WAY} here over {restarts - kills} restarts "
        f"in the middle and {kills} kills: in order {there == theirs} and {here == ours}, "
        f"{len(there) - len(set(there)) + len(here) - len(set(here))} twice; of {len(canaries)} canaries "
        f"{len(found)} in alert, log or page, {len(files)} files; rows {sum(rows.values())} before and "
        f"{after or 0} after /forget; {len(written & gone)} of {len(written)} messages of the bot deleted, "
        f"the one that is too old told"
    )
    assert (there, here) == (theirs, ours)
    assert not found and not files
    assert rows and not after
    assert written <= gone


@pytest.mark.asyncio
async def test_kills_in_the_middle(town: Town, coach: Coach, show: Callable[[str], None]) -> None:
    coach.environment.update(COACH_OPERATOR_CHAT_ID=str(GROUP))
    await coach.start()
    desk, chance = OnCall(town), random.Random(9)
    somebody, alert = await joined(town, coach, desk, CRISIS)
    theirs: list[int] = []
    ours: list[int] = []
    for _ in range(5):
        for _ in range(4):
            theirs.append(write(somebody, text="words"))
            ours.append(desk.answer(alert, text="words"))
        await asyncio.sleep(chance.uniform(0.0, 2.0))
        coach.kill()
        await coach.start()
    done = partial(_all_there, desk, somebody, len(theirs))
    await desk.until(done, 60)
    await asyncio.sleep(2)
    there, here = copies(desk.heard), copies(somebody.heard)
    twice = len(there) - len(set(there)) + len(here) - len(set(here))
    await coach.stop()
    show(f"5 kills with {len(theirs) * 2} messages on their way: none lost, {twice} a second time")
    assert (list(dict.fromkeys(there)), list(dict.fromkeys(here))) == (theirs, ours)
    assert twice <= 10


def _all_there(desk: OnCall, somebody: Person, number: int) -> bool:
    return len(set(copies(desk.heard))) >= number and len(set(copies(somebody.heard))) >= number
