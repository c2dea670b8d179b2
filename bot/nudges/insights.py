"""What a person's own notes show them: a kept fact, as parts of a line, said after the tap only (FU6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Collection, Iterator, Literal, Mapping, Optional, Sequence, Union

from bot.coaching import echo, hearing
from bot.coaching.look_back import Kept
from bot.coaching.quotes import quote
from bot.coaching.records import Rehearsal, Trigger
from bot.coaching.records_nudges import Used
from bot.coaching.then_and_now import first_and_best
from bot.nudges.lines import AGAIN

Kind = Literal["weekday_part", "weekday", "part", "then_now", "sentence", "suggestion"]
WINDOW = timedelta(days=28)
"""How far back notes are counted by weekday and part of the day."""
WEEK = timedelta(days=7)
OFTEN = 3
"""Least notes at the same time that are worth a line (content 2.13: three). [design]"""
SHARE = 0.6
"""Least share of all notes of that time, so that a fact is no accident. [design]"""
REGULAR = 3
"""Notes of four weeks from which somebody's own insight is looked for; below, one suggestion. [design]"""
LOWER = 2
"""Points by which the newer of two notes has to be lower. [design]"""
QUOTE = 60
"""Most characters of one quote."""


@dataclass(frozen=True)
class Insight:
    """A kept fact: its kind, the parts of its line, the room an answer begins, an id for `NudgePlan.used`."""

    id: str
    kind: Kind
    parts: Mapping[str, Union[str, int]] = field(default_factory=dict)
    opens: Optional[str] = None


def insight(
    kept: Kept,
    now: datetime,
    zone: Optional[tzinfo] = None,
    *,
    used: Sequence[Used] = (),
    hidden: Collection[str] = (),
) -> Optional[Insight]:
    """Returns what a person's notes show, the most telling first; who has few gets one suggestion.

    `kept` is without what is about flagged people; `hidden` are ids of people not to be spoken of now.
    Nothing that was said within 30 days comes again.
    """
    lately = {one.line for one in used if now - one.at < AGAIN}
    notes = [note for note in kept.notes if note.who not in hidden]
    recent = [note for note in notes if now - note.created_at <= WINDOW]
    if len(recent) < REGULAR:
        found: Iterator[Insight] = iter((_suggestion(kept, recent),))
    else:
        found = _facts(notes, recent, kept.rehearsals, now, zone, hidden)
    return next((one for one in found if one.id not in lately), None)


def then_and_now(note: Trigger, earlier: Sequence[Trigger], now: datetime) -> Optional[Insight]:
    """Returns the last earlier note about the same thing where that was stronger, beside the one just told.

    The same thing is what happened ("no_answer", told as `about`), else a theme not rejected, else a person.
    """
    if note.intensity is None:
        return None
    before = [one for one in earlier if one.created_at < note.created_at]
    for sort in ("what", "theme", "who"):
        shared = [(one, _about(one, sort) & _about(note, sort)) for one in before]
        last, same = max(
            ((one, same) for one, same in shared if same),
            key=lambda each: each[0].created_at,
            default=(None, None),
        )
        if last is not None and same:
            break
    else:
        return None
    if last.intensity is None or last.intensity - note.intensity < LOWER:
        return None
    parts: dict[str, Union[str, int]] = {
        "then_number": last.intensity,
        "now_number": note.intensity,
        "days": (now - last.created_at).days,
        "about": min(same) if sort == "what" else "",
    }
    parts.update({"then": quote(last.action, QUOTE)} if last.action else {})
    parts.update({"now": quote(note.action, QUOTE)} if note.action else {})
    return Insight(f"then_now:{note.id}", "then_now", parts, "journal")


def _about(note: Trigger, sort: str) -> frozenset[str]:
    """Returns what a note is about: what happened ("no_answer"), themes, or a person."""
    if sort == "what":
        return frozenset(hearing.hear(note.situation).kinds)
    if sort == "theme":
        return frozenset(guess.theme for guess in note.themes if guess.source != "rejected")
    return frozenset({note.who} if note.who else ())


def _facts(
    notes: Sequence[Trigger],
    recent: Sequence[Trigger],
    rehearsals: Sequence[Rehearsal],
    now: datetime,
    zone: Optional[tzinfo],
    hidden: Collection[str],
) -> Iterator[Insight]:
    newest = max(notes, key=lambda note: note.created_at)
    moved = then_and_now(newest, notes, now) if now - newest.created_at <= WEEK else None
    if moved is not None:
        yield moved
    if zone is not None:
        yield from _times(recent, now, zone)
    for rehearsal in reversed(rehearsals):
        pair = first_and_best(rehearsal)
        if pair and rehearsal.who not in hidden and now - rehearsal.updated_at <= WINDOW:
            parts = {"first": quote(pair[0], QUOTE), "best": quote(pair[1], QUOTE)}
            yield Insight(f"sentence:{rehearsal.id}", "sentence", parts, "rehearsal")


def _times(notes: Sequence[Trigger], now: datetime, zone: tzinfo) -> Iterator[Insight]:
    """Yields when notes were written most: part of a weekday, part of the days of this week, weekday."""
    week = [note for note in notes if now - note.created_at <= WEEK]
    for kind, some in (("weekday_part", notes), ("part", week), ("weekday", notes)):
        counted = Counter(_time(note, zone, kind) for note in some)
        if not counted:
            continue
        (day, part), count = max(counted.items(), key=lambda one: (one[1], one[0]))
        if count < OFTEN or count / len(some) < SHARE:
            continue
        parts: dict[str, Union[str, int]] = {"count": count, "of": len(some)}
        parts.update({"day": day} if day else {})
        parts.update({"part": part} if part else {})
        yield Insight(f"{kind}:{day}:{part}", kind, parts, "triggers")  # type: ignore[arg-type]


def _time(note: Trigger, zone: tzinfo, kind: str) -> tuple[str, str]:
    """Returns the weekday and the part of the day a note was written, the one that does not count empty."""
    local = note.created_at.astimezone(zone)
    begun = [part for part, begins in echo.words().parts.items() if local.hour >= begins]
    part = begun[-1] if begun else list(echo.words().parts)[-1]
    return ("" if kind == "part" else f"{local:%A}", "" if kind == "weekday" else part)


def _suggestion(kept: Kept, recent: Sequence[Trigger]) -> Insight:
    """Returns one concrete thing to do for somebody who has noted little."""
    if not recent:
        room = "triggers"
    elif any(note.thought for note in recent) and not kept.thoughts:
        room = "thought"
    elif not kept.needs:
        room = "needs"
    elif not kept.rehearsals:
        room = "rehearsal"
    else:
        room = "practice" if not kept.practices else "triggers"
    return Insight(f"suggestion:{room}", "suggestion", {}, room)
