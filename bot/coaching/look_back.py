"""The look back at seven days: at most four plain lines from what is kept, asked for (W8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Iterator, Literal, Optional, Sequence, TypeVar, Union

from bot.coaching.paths import ladder
from bot.coaching.quotes import quote
from bot.coaching.records import Need, Record, Rehearsal, ThoughtRecord, Trigger, UnsentMessage
from bot.coaching.records_boundary import Boundary, Repair
from bot.coaching.records_everyday import PracticeDone
from bot.coaching.records_style import Rung
from bot.coaching.then_and_now import first_and_best, pair
from bot.content import Shape, content

WEEK = timedelta(days=7)
QUOTE = 40
"""Most characters of one quote, so that four lines stay one message. [design]"""
Did = Literal["plain_ask", "kept_boundary", "step", "then_now", "shorter_recovery", "sentence", "unsent"]
R = TypeVar("R", bound=Record)


class Counted(Shape):
    """A line for one, and for several."""

    one: str
    many: str


class LookBackWords(Shape):
    """Shape of `content/look_back.yml`."""

    turned_up: Counted
    did: dict[Did, str]
    line: str
    not_said: tuple[str, ...]
    own_lines: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """What is kept of a person, oldest first, without what is about people who are flagged (rule VI6)."""

    notes: Sequence[Trigger] = ()
    rehearsals: Sequence[Rehearsal] = ()
    repairs: Sequence[Repair] = ()
    boundaries: Sequence[Boundary] = ()
    rungs: Sequence[Rung] = ()
    thoughts: Sequence[ThoughtRecord] = ()
    practices: Sequence[PracticeDone] = ()
    needs: Sequence[Need] = ()
    unsent: Sequence[UnsentMessage] = ()


def words() -> LookBackWords:
    """Returns `content/look_back.yml`."""
    return content("look_back.yml", LookBackWords)


def lines(kept: Kept, now: datetime) -> tuple[str, ...]:
    """Returns what turned up, what was done differently and a kept line, of the last 7 days; none is missed.

    A part of which nothing is kept has no line; "done differently" is one thing, the plainest there is.
    """
    since = now - WEEK
    told = (_turned_up(kept, since), next(_did(kept, since), None), _line(kept, since))
    return tuple(line for line in told if line)


def begun(kept: Kept, now: datetime) -> bool:
    """Tells whether something is kept that is a week old or more."""
    everything = (*kept.notes, *kept.rehearsals, *kept.thoughts, *kept.practices, *kept.needs, *kept.rungs)
    return any(now - record.created_at >= WEEK for record in everything)


def own_lines(kept: Kept) -> list[tuple[datetime, str]]:
    """Returns the lines a person chose to keep, and when, oldest first."""
    found = [(r.updated_at, r.keeper_line or r.sentence) for r in kept.rehearsals]
    found += [(t.updated_at, t.second) for t in kept.thoughts if t.keeps_second]
    found += [(p.updated_at, p.words.get(name)) for p in kept.practices for name in words().own_lines]
    return sorted((at, line) for at, line in found if line)


def _turned_up(kept: Kept, since: datetime) -> Optional[str]:
    notes = [note for note in kept.notes if note.created_at >= since]
    if not notes:
        return None
    strongest = max(notes, key=lambda note: note.intensity or 0)
    line = words().turned_up.one if len(notes) == 1 else words().turned_up.many
    return line.format(count=len(notes), words=_short(strongest.situation))


def _did(kept: Kept, since: datetime) -> Iterator[str]:
    """Yields what was done differently, the plainest first (content 2.13)."""
    formats = words().did
    talks: list[Union[Rehearsal, Repair]] = [*kept.rehearsals, *kept.repairs]
    for talk in talks:
        said = any(mark.at >= since and mark.how not in words().not_said for mark in talk.marks)
        sentence = talk.line if isinstance(talk, Repair) else talk.keeper_line or talk.sentence
        if said and sentence:
            yield formats["plain_ask"].format(words=_short(sentence))
    for boundary in kept.boundaries:
        if any(mark.at >= since and mark.how == "held" for mark in boundary.marks):
            held = boundary.rungs[0].words if boundary.rungs else boundary.situation
            yield formats["kept_boundary"].format(words=_short(held))
    for rung in _lately(kept.rungs, since):
        if rung.state == "done":
            step = rung.smaller or ladder(rung.ladder)[rung.level - 1]
            yield formats["step"].format(words=_short(step))
    notes = [note for note in kept.notes if note.created_at >= since]
    for note in notes:
        then = pair(note, kept.notes)
        if then is not None and then.action and note.action:
            yield formats["then_now"].format(
                then_number=then.intensity,
                then=_short(then.action),
                now_number=note.intensity,
                now=_short(note.action),
            )
    for note in notes:
        if note.intensity_after is not None and note.intensity_after < (note.intensity or 0):
            yield formats["shorter_recovery"].format(before=note.intensity, after=note.intensity_after)
    for rehearsal in _lately(kept.rehearsals, since):
        moved = first_and_best(rehearsal)
        if moved:
            yield formats["sentence"].format(first=_short(moved[0]), best=_short(moved[1]))
    if _lately(kept.unsent, since):
        yield formats["unsent"]


def _line(kept: Kept, since: datetime) -> Optional[str]:
    found = [line for at, line in own_lines(kept) if at >= since]
    found = found or [need.words for need in _lately(kept.needs, since) if need.words]
    return words().line.format(words=_short(found[-1])) if found else None


def _lately(records: Sequence[R], since: datetime) -> list[R]:
    return [record for record in records if record.updated_at >= since]


def _short(text: str) -> str:
    return quote(text, QUOTE)
