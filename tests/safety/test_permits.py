"""What is open after what happened; no order of events makes a flag vanish but those the rules name."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Callable, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety import permits as p
from bot.safety.records import Category, Crisis, Person
from bot.safety.screen import NONE, Screening

T0 = datetime(2026, 1, 1, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
CATEGORIES: tuple[Category, ...] = get_args(Category)


def crisis(category: Category = "SU", at: datetime = T0) -> Crisis:
    return p.open_crisis((), Screening("crisis", category, "x"), at)


def person(label: str = "Lou") -> Person:
    return Person(label=label, created_at=T0, updated_at=T0)


def test_nothing_happened_and_everything_is_open_but_follow_up() -> None:
    now = p.permits((), T0)
    assert now.exercise(None)
    assert now.practice
    assert now.listening
    assert now.nudge
    assert now.relay
    assert not now.followup


def test_an_open_crisis_closes_exercises_practices_and_listening() -> None:
    now = p.permits((crisis(),), T0 + HOUR, distress=0, exercises_wanted=True)
    assert not (now.exercise(None))
    assert not (now.practice)
    assert not (now.listening)
    assert not (now.nudge)
    assert now.relay


def test_six_hours_of_silence_open_listening_and_practices_only() -> None:
    now = p.permits((crisis(),), T0 + 6 * HOUR, distress=0, exercises_wanted=True)
    assert now.practice
    assert now.listening
    assert not now.exercise(None)
    assert not now.nudge


@pytest.mark.parametrize(
    ("distress", "wanted", "open_"),
    [(None, True, False), (7, True, False), (6, False, False), (6, True, True)],
)
def test_after_two_days_exercises_take_a_tap_and_a_number(
    distress: int | None, wanted: bool, open_: bool
) -> None:
    now = p.permits((crisis(),), T0 + 48 * HOUR, distress=distress, exercises_wanted=wanted)
    assert now.exercise(None) is open_


def test_psychosis_closes_exercises_for_two_weeks() -> None:
    kept = (crisis("PS"),)
    assert not p.permits(kept, T0 + 13 * 24 * HOUR, distress=0, exercises_wanted=True).exercise(None)
    assert p.permits(kept, T0 + 15 * 24 * HOUR, distress=0, exercises_wanted=True).exercise(None)


def test_a_flag_closes_this_person_and_no_other() -> None:
    lou, sam = p.flag_dv(person(), T0), person("Sam")
    now = p.permits((lou, sam), T0)
    assert not now.exercise(lou.id)
    assert now.exercise(sam.id)
    assert now.exercise(None)
    assert now.practice
    assert now.listening


def test_a_flag_cancels_follow_ups() -> None:
    wanted = crisis().copy(update={"followup_wanted": True})
    assert p.permits((wanted,), T0).followup
    assert not p.permits((wanted, p.flag_dv(person(), T0)), T0).followup


def test_under_18_coaching_closes_and_a_person_stays() -> None:
    now = p.permits((), T0, adult=False)
    assert not (now.exercise(None))
    assert not (now.practice)
    assert not (now.nudge)
    assert not (now.followup)
    assert now.relay


def test_hidden_nothing_is_proactive() -> None:
    now = p.permits((crisis().copy(update={"followup_wanted": True}),), T0, hidden=True)
    assert not (now.nudge)
    assert not (now.followup)
    assert not (now.relay)


def test_a_check_is_fresh_for_thirty_days_or_until_a_cue() -> None:
    asked = person().copy(update={"checked_on": T0})
    assert p.needs_check(person(), T0)
    assert not p.needs_check(asked, T0 + 29 * 24 * HOUR)
    assert p.needs_check(asked, T0 + 30 * 24 * HOUR)
    assert p.needs_check(p.flag_dv(asked, T0), T0)


def test_clearing_waits_seven_days() -> None:
    flagged = p.flag_dv(person(), T0)
    assert p.cleared(flagged, T0 + 6 * 24 * HOUR) == flagged
    assert p.cleared(flagged, T0 + 7 * 24 * HOUR).dv_flag_at is None


def test_one_card_per_category_in_ten_minutes_unless_the_level_rises() -> None:
    loud = Screening("crisis", "SU", "x")
    shown = p.carded(crisis(), T0)
    assert not p.needs_card((shown,), loud, T0 + timedelta(minutes=9))
    assert p.needs_card((shown,), loud, T0 + timedelta(minutes=10))
    assert p.needs_card((shown,), Screening("crisis", "PV", "x"), T0)
    quiet = p.carded(p.open_crisis((), Screening("concern", "SU", "x"), T0), T0)
    assert p.needs_card((quiet,), loud, T0)


def test_a_screening_of_nothing_opens_nothing() -> None:
    with pytest.raises(ValueError, match="nothing to open"):
        p.open_crisis((), NONE, T0)


def test_a_second_message_updates_the_crisis_and_its_level_never_falls() -> None:
    first = crisis()
    again = p.open_crisis((first,), Screening("concern", "SU", "x"), T0 + HOUR)
    assert again.id == first.id
    assert again.level == "crisis"
    assert again.last_at == T0 + HOUR


def test_worse_opens_again_and_better_closes_only_a_follow_up() -> None:
    now = crisis()
    assert p.closed(now, T0).status == "open"
    over = p.closed(p.reached(now, T0), T0)
    assert over.status == "closed"
    assert p.worse(over, T0).status == "open"


Step = tuple[str, int, Category]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["crisis", "concern", "reached", "denied", "age", "card", "dv", "po", "clear", "worse"]
        ),
        st.integers(0, 72),
        st.sampled_from(CATEGORIES),
    ),
    max_size=25,
)
CHANGES: dict[str, Callable[[Crisis, datetime], Crisis]] = {
    "reached": p.reached,
    "denied": p.denied,
    "card": p.carded,
    "worse": p.worse,
}


@given(STEPS)
def test_no_order_of_events_makes_a_flag_vanish(steps: list[Step]) -> None:
    """Every crisis ever opened stays, at no lower level; a flag goes only by `cleared`."""
    now, lou = T0, person()
    crises: dict[str, Crisis] = {}
    levels: dict[str, str] = {}
    flagged = endangered = False
    for name, hours, category in steps:
        now += timedelta(hours=hours)
        if name in ("crisis", "concern"):
            made = p.open_crisis(tuple(crises.values()), Screening(name, category, "x"), now)  # type: ignore[arg-type]
            crises[made.id] = made
            levels[made.id] = "crisis" if "crisis" in (name, levels.get(made.id)) else "concern"
        elif name == "dv":
            lou, flagged = p.flag_dv(lou, now), True
        elif name == "po":
            lou, endangered = p.flag_po(lou, now), True
        elif name == "clear":
            old_enough = lou.dv_flag_at is None or now - lou.dv_flag_at >= p.CLEARABLE_AFTER
            lou, flagged = p.cleared(lou, now), flagged and not old_enough
        elif name == "age":
            aged = [r for r in p.age(tuple(crises.values()), now) if isinstance(r, Crisis)]
            crises = {record.id: record for record in aged}
        else:
            crises = {i: CHANGES[name](c, now) for i, c in crises.items()}
        assert {i: c.level for i, c in crises.items()} == levels
        assert (lou.dv_flag_at is not None) == flagged
        assert (lou.po_flag_at is not None) == endangered
        open_now = p.permits((*crises.values(), lou), now, distress=0, exercises_wanted=True)
        assert not (open_now.exercise(lou.id) and (flagged or endangered))
        fresh = [c for c in crises.values() if c.level == "crisis" and c.status != "closed"]
        if any(now - c.last_at < timedelta(hours=48) for c in fresh):
            assert not open_now.exercise(None)


@given(STEPS, st.integers(0, 9))
def test_one_more_record_never_opens_anything(steps: list[Step], which: int) -> None:
    """The strictest record wins: permits with a record more are no wider than without (follow-up aside)."""
    kept = tuple(crisis(c, T0 + timedelta(hours=h)) for _, h, c in steps)
    now = T0 + timedelta(hours=80)
    more = (*kept, crisis(CATEGORIES[which % 9], T0))
    wide = p.permits(kept, now, distress=3, exercises_wanted=True)
    narrow = p.permits(more, now, distress=3, exercises_wanted=True)
    for field in ("practice", "listening", "nudge", "exercises", "relay"):
        assert getattr(wide, field) or not getattr(narrow, field)
