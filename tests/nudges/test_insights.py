"""A person's own insight is a fact of the notes that are kept, of people who may be spoken of."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Optional
from zoneinfo import ZoneInfo

import pytest

from bot.coaching.look_back import Kept
from bot.coaching.records import Attempt, Rehearsal, ThemeGuess, Trigger
from bot.coaching.records_nudges import Used
from bot.nudges.insights import insight, then_and_now

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2025, 11, 24, 8, 30, tzinfo=timezone.utc)
"""A Monday morning."""


def note(days: float, intensity: Optional[int] = 6, **fields: Any) -> Trigger:
    at = NOW - timedelta(days=days)
    made: dict[str, Any] = {"created_at": at, "updated_at": at, "situation": "late again", "complete": True}
    return Trigger(**{**made, "intensity": intensity, **fields})


SUNDAY_EVENINGS = [note(days) for days in (14.5, 7.5, 0.5)]


def test_sunday_evenings_are_seen() -> None:
    found = insight(Kept(notes=SUNDAY_EVENINGS), NOW, ZONE)
    assert found is not None and found.kind == "weekday_part"
    assert found.parts == {"count": 3, "of": 3, "day": "Sunday", "part": "evening"}


@pytest.mark.parametrize(
    ("days", "kind"),
    [((0.5, 1.5, 2.5), "part"), ((7.5, 7.9, 14.2, 14.5), "weekday"), ((0.5, 1.9, 3.2, 12.6), None)],
)
def test_a_time_is_a_fact_only_where_it_repeats(days: tuple[float, ...], kind: Optional[str]) -> None:
    found = insight(Kept(notes=[note(day) for day in days]), NOW, ZONE)
    assert (found and found.kind) == kind


def test_a_time_needs_a_zone() -> None:
    assert insight(Kept(notes=SUNDAY_EVENINGS), NOW) is None


@pytest.mark.parametrize(
    ("kept", "room"),
    [
        (Kept(), "triggers"),
        (Kept(notes=[note(1, thought="i bore him")]), "thought"),
        (Kept(notes=[note(1)]), "needs"),
        (Kept(notes=[note(40), note(50), note(60)]), "triggers"),
    ],
)
def test_who_has_noted_little_gets_one_thing_to_do(kept: Kept, room: str) -> None:
    found = insight(kept, NOW, ZONE)
    assert found is not None and (found.kind, found.opens) == ("suggestion", room)


WAITED = note(14, 9, situation="waiting for P to text", action="texted four times")
WAITS = note(0, 5, situation="waiting for P to text back about saturday", action="didnt chase though")


def test_two_notes_about_waiting_stand_side_by_side() -> None:
    found = then_and_now(WAITS, [note(3, 8, situation="a fight about money"), WAITED], NOW)
    assert found is not None and found.opens == "journal"
    assert (found.parts["then_number"], found.parts["now_number"], found.parts["days"]) == (9, 5, 14)
    assert "texted four times" in str(found.parts["then"]) and found.parts["about"] == "no_answer"


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (note(0, 8, situation="waiting for a text"), WAITED),
        (note(0, None, situation="waiting for a text"), WAITED),
        (note(0, 3, situation="mum rang about the house"), WAITED),
        (WAITED, WAITS),
        (note(0, 3, situation="waiting for a text"), note(9, None, situation="waiting for a text")),
    ],
)
def test_notes_that_say_nothing_together_are_left_apart(now: Trigger, before: Trigger) -> None:
    assert then_and_now(now, [before], NOW) is None


@pytest.mark.parametrize(("source", "alike"), [("accepted", True), ("own", True), ("rejected", False)])
def test_a_theme_makes_notes_alike_unless_it_was_rejected(source: Any, alike: bool) -> None:
    theme = (ThemeGuess(theme="unseen", source=source),)
    then, now = note(9, 9, themes=theme, situation="x"), note(0, 4, themes=theme, situation="y")
    assert (then_and_now(now, [then], NOW) is not None) is alike


def test_people_who_may_not_be_spoken_of_are_left_out() -> None:
    notes = [note(9, 9, who="p"), note(8, 9, who="p"), note(0.1, 4, who="p")]
    shown, hidden = (insight(Kept(notes=notes), NOW, ZONE, hidden=ids) for ids in ((), ("p",)))
    assert shown is not None and shown.kind == "then_now"
    assert hidden is not None and hidden.kind == "suggestion"


def test_an_insight_is_not_said_again_within_a_month() -> None:
    attempts = tuple(
        Attempt(text=text, at=NOW, total=total) for text, total in (("you never", 2), ("i felt", 8))
    )
    rehearsal = Rehearsal(created_at=NOW, updated_at=NOW, attempts=attempts, who="q")
    kept = Kept(notes=SUNDAY_EVENINGS, rehearsals=[rehearsal])
    used: list[Used] = []
    kinds = []
    for _ in range(3):
        found = insight(kept, NOW, ZONE, used=used)
        kinds.append(found and found.kind)
        used += [Used(line=found.id, at=NOW)] if found else []
    assert kinds == ["weekday_part", "weekday", "sentence"]
    assert insight(kept, NOW, ZONE, used=used) is None
