"""Check-ins after a crisis: by consent, in waking hours, neutral, ended by silence or a word (FU1 to FU5)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Optional
from zoneinfo import ZoneInfo

import pytest

from bot.actions.appointments import LET_GO
from bot.actions.checkins import ASSUMED, CHECKIN, REMINDER
from bot.coaching.records import Appointment
from bot.coaching.zones import zones_of
from bot.safety.permits import open_crisis
from bot.safety.records import Crisis
from bot.safety.screen import Screening

from .conversations.conftest import theatre  # noqa: F401
from .conversations.player import EVENING, Somebody, Theatre

pytestmark = pytest.mark.asyncio(loop_scope="session")
LONDON = ZoneInfo("Europe/London")
FEARED = [{"label": "Sam", "relation": "partner", "dv_flag_at": EVENING}]


async def waiting(somebody: Somebody) -> list[Appointment]:
    return sorted(await (await somebody.book()).all(Appointment), key=lambda one: one.due_at)


async def crisis_of(somebody: Somebody) -> Crisis:
    return (await (await somebody.book()).all(Crisis))[-1]


async def until(theatre: Theatre, somebody: Somebody, moment: datetime) -> list[str]:  # noqa: F811
    """Moves the clock to a moment, as a process that was down until then finds it; returns what is said."""
    theatre.clock.now = moment.astimezone(timezone.utc)
    before = len(theatre.replies)
    for claim in await theatre.app.journal.claim(theatre.clock(), 500):
        if claim.user_id == somebody.user_id:
            await theatre.app.coach.unasked.take(claim)
        else:
            await theatre.app.journal.release(claim)
    return [name for reply in theatre.replies[before:] for name in reply.responses]


async def offered(theatre: Theatre, **known: Any) -> Somebody:  # noqa: F811
    """Somebody in danger who was asked whether a check-in may come, at half past ten in the evening."""
    theatre.clock.now = datetime(2026, 11, 22, 22, 30, tzinfo=LONDON).astimezone(timezone.utc)
    somebody = theatre.somebody()
    await somebody.given(**{"country": "GB", **known})
    said: list[str] = []
    for step in ("i want to kill myself", "[No]", "[Calling]", "[Done]", "[Sent]", "[Yes]"):
        said = await somebody.say(step)
    assert "utter_ask_crisis_checkin" in said
    return somebody


async def agreed(theatre: Theatre, **known: Any) -> Somebody:  # noqa: F811
    """Somebody who said yes to it."""
    somebody = await offered(theatre, **known)
    await somebody.say("[Yes]")
    return somebody


async def test_comes_once_in_waking_hours(theatre: Theatre) -> None:  # noqa: F811
    somebody = await agreed(theatre)
    (checkin,) = [one for one in await waiting(somebody) if one.line == CHECKIN]
    local = checkin.due_at.astimezone(LONDON)
    assert (local.day, local.hour) == (23, 21)
    assert await until(theatre, somebody, checkin.due_at) == [CHECKIN]
    assert await until(theatre, somebody, checkin.due_at + timedelta(minutes=1)) == []


async def test_due_while_the_process_was_down_waits_for_the_morning(theatre: Theatre) -> None:  # noqa: F811
    somebody = await agreed(theatre)
    night = datetime(2026, 11, 24, 3, 0, tzinfo=LONDON)
    assert await until(theatre, somebody, night) == []
    (checkin,) = [one for one in await waiting(somebody) if one.line == CHECKIN]
    assert checkin.due_at.astimezone(LONDON) == datetime(2026, 11, 24, 9, 0, tzinfo=LONDON)
    assert await until(theatre, somebody, checkin.due_at) == [CHECKIN]


async def test_never_within_eight_hours_of_a_later_crisis_message(theatre: Theatre) -> None:  # noqa: F811
    somebody = await agreed(theatre)
    theatre.clock.now = datetime(2026, 11, 23, 18, 0, tzinfo=LONDON).astimezone(timezone.utc)
    book = await somebody.book()
    book.put(open_crisis(book.crises, Screening("crisis", "SU"), theatre.clock()))
    await theatre.app.journal.commit(book)
    assert await until(theatre, somebody, datetime(2026, 11, 23, 21, 0, tzinfo=LONDON)) == []
    assert await until(theatre, somebody, datetime(2026, 11, 24, 9, 0, tzinfo=LONDON)) == [CHECKIN]


@pytest.mark.parametrize("country", ["US", "BR", "AU", "CA"])
async def test_a_country_of_many_zones_is_awake_in_all_of_them(
    theatre: Theatre,  # noqa: F811
    country: str,
) -> None:
    somebody = await agreed(theatre, country=country)
    (checkin,) = [one for one in await waiting(somebody) if one.line == CHECKIN]
    assert len(zones_of(country)) > 1
    assert all(9 <= checkin.due_at.astimezone(ZoneInfo(zone)).hour <= 21 for zone in zones_of(country))


async def test_without_a_country_nothing_is_promised(theatre: Theatre) -> None:  # noqa: F811
    somebody = await offered(theatre, country=None)
    assert "utter_crisis_checkin_no_clock" in await somebody.say("[Yes]")
    assert not [one for one in await waiting(somebody) if one.line == CHECKIN]


@pytest.mark.parametrize("known", [{"consent": "nothing"}, {"people": FEARED}])
async def test_where_it_could_not_be_kept_it_is_not_offered(
    theatre: Theatre,  # noqa: F811
    known: dict[str, Any],
) -> None:
    somebody = theatre.somebody()
    await somebody.given(country="GB", **known)
    said: list[str] = []
    for step in ("i want to kill myself", "[No]", "[Calling]", "[Done]", "[Sent]", "[Yes]"):
        said = await somebody.say(step)
    assert "utter_ask_crisis_checkin" not in said and said


@pytest.mark.parametrize(("privacy", "comes"), [("private", True), ("shared", False), ("unasked", False)])
async def test_an_unanswered_offer_is_a_yes_on_a_private_phone_alone(
    theatre: Theatre,  # noqa: F811
    privacy: str,
    comes: bool,
) -> None:
    somebody = await offered(theatre, phone_privacy=privacy)
    assert [one.line for one in await waiting(somebody)] == [ASSUMED]
    assert await until(theatre, somebody, theatre.clock() + timedelta(hours=2)) == []
    assert [one.line for one in await waiting(somebody)] == [CHECKIN] * comes
    assert bool((await crisis_of(somebody)).followup_wanted) is comes


async def test_a_no_is_not_taken_for_silence(theatre: Theatre) -> None:  # noqa: F811
    somebody = await offered(theatre, phone_privacy="private")
    await somebody.say("[No]")
    await until(theatre, somebody, theatre.clock() + timedelta(hours=2))
    assert await waiting(somebody) == [] and (await crisis_of(somebody)).followup_wanted is False


async def test_fear_told_afterwards_cancels_it(theatre: Theatre) -> None:  # noqa: F811
    somebody = await agreed(theatre)
    await somebody.say("he put his hands round my neck last night")
    assert not [one for one in await (await somebody.book()).all(Crisis) if one.followup_wanted]
    assert await until(theatre, somebody, datetime(2026, 11, 24, 12, 0, tzinfo=LONDON)) == []


async def test_the_first_offers_three_more_and_week_closes_it(theatre: Theatre) -> None:  # noqa: F811
    somebody = await agreed(theatre)
    await until(theatre, somebody, datetime(2026, 11, 23, 21, 0, tzinfo=LONDON))
    assert await somebody.say("[Better]") == ["utter_ask_crisis_more"]
    await somebody.say("[Yes]")
    days = [one.due_at.astimezone(LONDON).date().day for one in await waiting(somebody)]
    assert days == [25, 29, 22]  # three days, a week, a month (of December) after the evening of the 22nd
    assert await until(theatre, somebody, datetime(2026, 11, 25, 21, 0, tzinfo=LONDON)) == [CHECKIN]
    assert "utter_ask_crisis_more" not in await somebody.say("[The same]")
    assert (await crisis_of(somebody)).status == "followup"
    assert await until(theatre, somebody, datetime(2026, 11, 29, 21, 0, tzinfo=LONDON)) == [CHECKIN]
    await somebody.say("[Better]")
    assert (await crisis_of(somebody)).status == "closed"
    assert await until(theatre, somebody, datetime(2026, 12, 22, 21, 0, tzinfo=LONDON)) == [CHECKIN]


PLAN = {
    "kind": "nudge_plan",
    "zone": "Europe/London",
    "place": "London",
    "at": "14:00",
    "anchor": "2026-11-20",
}


@pytest.mark.parametrize("off", [None, "user"])
async def test_quiet_hours_of_their_own_narrow_it(theatre: Theatre, off: Optional[str]) -> None:  # noqa: F811
    own = {**PLAN, "quiet_from": "18:00", "quiet_until": "11:00", "off": off}
    somebody = await agreed(theatre, records=[own])
    (checkin,) = [one for one in await waiting(somebody) if one.line == CHECKIN]
    assert checkin.due_at.astimezone(LONDON) == datetime(2026, 11, 23, 17, 59, tzinfo=LONDON)
    assert await until(theatre, somebody, datetime(2026, 11, 23, 18, 0, tzinfo=LONDON)) == []
    (checkin,) = [one for one in await waiting(somebody) if one.line == CHECKIN]
    assert checkin.due_at.astimezone(LONDON) == datetime(2026, 11, 24, 11, 0, tzinfo=LONDON)
    assert await until(theatre, somebody, checkin.due_at) == [CHECKIN]


async def test_quiet_hours_that_leave_none_do_not_lose_it(theatre: Theatre) -> None:  # noqa: F811
    somebody = await agreed(
        theatre, records=[{**PLAN, "quiet_from": "08:00", "quiet_until": "22:00", "at": "23:00"}]
    )
    (checkin,) = [one for one in await waiting(somebody) if one.line == CHECKIN]
    assert await until(theatre, somebody, checkin.due_at) == [CHECKIN]
    assert checkin.due_at.astimezone(LONDON) == datetime(2026, 11, 23, 21, 0, tzinfo=LONDON)


async def test_two_without_a_reply_are_the_last(theatre: Theatre) -> None:  # noqa: F811
    somebody = await agreed(theatre)
    await until(theatre, somebody, datetime(2026, 11, 23, 21, 0, tzinfo=LONDON))
    await somebody.say("[The same]")
    await somebody.say("[Yes]")
    assert await until(theatre, somebody, datetime(2026, 11, 25, 21, 0, tzinfo=LONDON)) == [CHECKIN]
    assert await until(theatre, somebody, datetime(2026, 11, 29, 21, 0, tzinfo=LONDON)) == [CHECKIN]
    assert await until(theatre, somebody, datetime(2026, 12, 22, 21, 0, tzinfo=LONDON)) == []
    assert await waiting(somebody) == []


async def test_nothing_open_is_asked_after_because_a_time_came(theatre: Theatre) -> None:  # noqa: F811
    somebody = await offered(theatre)
    await somebody.say("he put his hands round my neck last night")
    assert await until(theatre, somebody, datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)) == []
    assert "utter_hidden" in await somebody.say("/hide")


async def test_stop_ends_them_all(theatre: Theatre) -> None:  # noqa: F811
    somebody = await agreed(theatre)
    await until(theatre, somebody, datetime(2026, 11, 23, 21, 0, tzinfo=LONDON))
    await somebody.say("[No more of these]")
    assert await until(theatre, somebody, datetime(2026, 11, 29, 21, 0, tzinfo=LONDON)) == []
    somebody = await agreed(theatre)
    await somebody.say("stop")
    await somebody.say("leave me alone")
    assert await until(theatre, somebody, datetime(2026, 11, 24, 12, 0, tzinfo=LONDON)) == []


HARM = ("If he says it again I'll stab him, knife's in my hand", "im out", "[No]")
VOICES = ("the voices tell me to hurt her", "nobody")


@pytest.mark.parametrize("told", [HARM, VOICES])
async def test_harm_to_others_and_psychosis_on_the_third_day_and_once(
    theatre: Theatre,  # noqa: F811
    told: tuple[str, ...],
) -> None:
    theatre.clock.now = datetime(2026, 11, 22, 22, 30, tzinfo=LONDON).astimezone(timezone.utc)
    somebody = theatre.somebody()
    await somebody.given(country="GB", people=[{"label": "Rob", "relation": "partner", "pronoun": "he"}])
    said: list[str] = []
    for step in told:
        said = await somebody.say(step)
    assert "utter_ask_crisis_checkin_days" in said
    assert await somebody.say("[Yes]") == ["utter_crisis_checkin_days_yes"]
    (checkin,) = [one for one in await waiting(somebody) if one.line == CHECKIN]
    local = checkin.due_at.astimezone(LONDON)
    assert (local.day, local.hour) == (25, 21)
    assert await until(theatre, somebody, datetime(2026, 11, 24, 21, 0, tzinfo=LONDON)) == []
    assert await until(theatre, somebody, checkin.due_at) == [CHECKIN]
    assert "utter_ask_crisis_more" not in await somebody.say("[Better]")
    assert not [one for one in await waiting(somebody) if one.line == CHECKIN]


async def test_the_third_day_too_is_by_consent_and_not_where_somebody_is_feared(
    theatre: Theatre,  # noqa: F811
) -> None:
    somebody = theatre.somebody()
    await somebody.given(country="GB", phone_privacy="private")
    for step in (*HARM, "[No]"):
        await somebody.say(step)
    assert await waiting(somebody) == [] and (await crisis_of(somebody)).followup_wanted is False
    somebody = theatre.somebody()
    await somebody.given(country="GB", people=FEARED)
    said = [await somebody.say(step) for step in HARM]
    assert "utter_ask_crisis_checkin_days" not in said[-1]


async def test_fear_gets_the_one_line_it_asked_for_at_its_hour(theatre: Theatre) -> None:  # noqa: F811
    theatre.clock.now = datetime(2026, 11, 22, 14, 0, tzinfo=LONDON).astimezone(timezone.utc)
    somebody = theatre.somebody()
    await somebody.given(country="GB", phone_privacy="private")
    for step in (
        "can we do boundaries",
        "when he goes through my phone and if i say no i get the silent treatment or worse",
        "yes hes at work till 6",
        "sometimes. when i changed my passcode he put his hands round my neck",
        "like 3 weeks ago",
        "nothing like that",
    ):
        await somebody.say(step)
    assert not [one for one in await waiting(somebody) if one.line != LET_GO]
    assert "utter_ask_crisis_reminder" in await somebody.say("can you check on me?")
    assert await somebody.say("tomorrow at 11") == ["utter_crisis_reminder_set"]
    (only,) = [one for one in await waiting(somebody) if one.line != LET_GO]
    assert only.line == REMINDER and only.due_at.astimezone(LONDON).hour == 11
    assert await until(theatre, somebody, only.due_at) == [REMINDER]
    assert not [one for one in await waiting(somebody) if one.line != LET_GO]
