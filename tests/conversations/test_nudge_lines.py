"""Which lines come after the tap: none twice in weeks, none about a partner after a loss, their own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.coaching.records import Need, Trigger
from bot.coaching.records_nudges import NudgePlan
from bot.coaching.records_stages import Loss
from bot.nudges.lines import bank

from .player import Somebody, Theatre

ROUNDS = 14
LINES = {line.id: line for line in bank()}


async def planned(theatre: Theatre, **fields: Any) -> Somebody:
    """Returns somebody who gets a message every evening."""
    somebody = theatre.somebody()
    theatre.clock.now = theatre.clock.now.replace(hour=9, minute=0)
    await somebody.given(country="GB", voice="secure", people=[{"label": "Sam", "relation": "partner"}])
    now = theatre.clock()
    plan = NudgePlan(
        created_at=now, updated_at=now, zone="Europe/London", place="London", days=tuple(range(7)),
        at="19:00",
        anchor=now.date(), due_at=now.replace(hour=19), **fields,
    )  # fmt: skip
    await keep(somebody, plan)
    return somebody


async def keep(somebody: Somebody, *records: Any) -> None:
    """Puts records into their book."""
    book = await somebody.book()
    for record in records:
        book.put(record)
    await somebody.theatre.app.journal.commit(book)


async def rounds(somebody: Somebody, count: int) -> list[str]:
    """Returns the ids of the lines shown at so many messages in a row."""
    shown: list[str] = []
    for _ in range(count):
        await somebody.nudge()
        assert somebody.spoken
        await somebody.say("[Now]")
        shown.append((await (await somebody.book()).all(NudgePlan))[0].used[-1].line)
        await somebody.say("thanks")
        while (await somebody.open_question())[0]:
            await somebody.say("skip")
    return shown


@pytest.mark.asyncio(loop_scope="session")
async def test_no_line_comes_twice_within_a_month(theatre: Theatre) -> None:
    shown = await rounds(await planned(theatre), ROUNDS)
    assert len(set(shown)) == ROUNDS and set(shown) <= set(LINES)


@pytest.mark.asyncio(loop_scope="session")
async def test_nothing_about_a_partner_after_a_break_up(theatre: Theatre) -> None:
    somebody = await planned(theatre)
    now = theatre.clock()
    sam = (await somebody.book()).people[0]
    ended = Loss(
        created_at=now, updated_at=now, kind="breakup", who=sam.id, on=date.fromordinal(now.toordinal())
    )
    noted = [
        Trigger(
            created_at=now - timedelta(days=n), updated_at=now, situation="Sam was silent", intensity=9 - n,
            action=f"went out {n}", who=sam.id, complete=True,
        )
        for n in range(6)
    ]  # fmt: skip
    await keep(somebody, ended, *noted)
    shown = await rounds(somebody, 10)
    assert all(line in LINES and not LINES[line].partner for line in shown)


@pytest.mark.asyncio(loop_scope="session")
async def test_regular_users_see_what_their_notes_show(theatre: Theatre) -> None:
    somebody = await planned(theatre)
    now = theatre.clock().replace(hour=20)
    noted = [
        Trigger(
            created_at=now - timedelta(days=7 * n + 1), updated_at=now, situation=f"quiet dinner {n}",
            intensity=6, complete=True,
        )
        for n in range(3)
    ]  # fmt: skip
    await keep(somebody, *noted)
    await somebody.nudge()
    spoken = await somebody.say("[Now]")
    assert spoken == ["utter_ask_nudge_weekday_part"] and "3" in somebody.text
    assert "quiet dinner" not in str(await somebody.open_question())


@pytest.mark.asyncio(loop_scope="session")
async def test_their_own_need_only_where_they_wanted_it(theatre: Theatre) -> None:
    for wanted in (True, False):
        somebody, now = await planned(theatre, own_need=wanted), theatre.clock()
        await keep(somebody, Need(created_at=now, updated_at=now, words="to be asked how my day was"))
        assert ("own_need" in await rounds(somebody, 5)) is wanted


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("measured", [True, False])
async def test_consents_are_asked_one_at_a_time_and_once(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch, measured: bool
) -> None:
    monkeypatch.setattr(theatre.app.coach.nudging, "holdout", measured)
    somebody = await planned(theatre)
    asked: list[str] = []
    for _ in range(8):
        await somebody.nudge()
        await somebody.say("[Now]")
        spoken = await somebody.say("thanks")
        new = [name for name in spoken if name.startswith("utter_ask_nudges_")]
        assert len(new) <= 1
        asked += new
        while (await somebody.open_question())[0]:
            await somebody.say("no")
    assert asked == ["utter_ask_nudges_security", *["utter_ask_nudges_holdout"] * measured]
