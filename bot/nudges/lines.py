"""Which line is said after the tap: of the step, voice and hour, never twice in a month."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Iterator, Literal, Optional, Sequence, get_args

from bot.coaching.records_nudges import Used
from bot.coaching.records_style import Voice
from bot.content import Shape, content

Step = Literal[
    "step1_own_style", "step2_partner_style", "step3_upsides_downsides", "step4_triggers", "step5_wounds",
    "step6_needs", "step7_stating_needs", "step8_boundaries", "step9_wound_repair",
    "thoughts", "soothing", "security", "wellwish",
]  # fmt: skip
STEPS: tuple[Step, ...] = get_args(Step)
NINE: tuple[Step, ...] = STEPS[:9]
Time = Literal["morning", "day", "evening"]
BEGINS: dict[Time, int] = {"morning": 5, "day": 11, "evening": 17}
"""Part of the day -> the local hour it begins; the evening ends when the morning begins."""
AGAIN = timedelta(days=30)
"""How long a line that was said is not said again (issue "nudges")."""
RESTS = 0.25
"""Share of lines with nothing to do (content 9.2)."""


class Written(Shape):
    """A line as an author writes it; what is left out is "any", or none."""

    id: str
    say: str
    styles: tuple[Voice, ...] = ()
    times: tuple[Time, ...] = ()
    partner: bool = False
    opens: Optional[str] = None


@dataclass(frozen=True)
class Line:
    """A line of the bank; `partner`: it speaks of somebody close, `opens`: the room that an answer begins."""

    id: str
    step: Step
    say: str
    styles: tuple[Voice, ...]
    times: tuple[Time, ...]
    partner: bool
    opens: Optional[str]

    def fits(self, voice: Voice, time: Time, partner_allowed: bool) -> bool:
        """Tells whether the line may be said in this voice at this time of day."""
        return (
            (not self.styles or voice in self.styles)
            and (not self.times or time in self.times)
            and (partner_allowed or not self.partner)
        )


@cache
def bank() -> tuple[Line, ...]:
    """Returns every line of `content/nudges.yml`."""
    written = content("nudges.yml", dict[Step, tuple[Written, ...]])
    return tuple(Line(step=step, **line.dict()) for step, some in written.items() for line in some)


def time_of(local_hour: int) -> Time:
    """Returns the time of day a local hour (0 to 23) belongs to."""
    begun: list[Time] = [time for time, begins in BEGINS.items() if local_hour >= begins]
    return begun[-1] if begun else "evening"


def eligible(step: Step, voice: Voice, time: Time, *, partner_allowed: bool = True) -> tuple[Line, ...]:
    """Returns the lines of a step that fit a voice and a time of day."""
    return tuple(line for line in bank() if line.step == step and line.fits(voice, time, partner_allowed))


def choose(
    step: Step,
    voice: Voice,
    local_hour: int,
    used: Sequence[Used],
    now: datetime,
    *,
    partner_allowed: bool,
    security: bool,
    seed: str,
) -> Optional[Line]:
    """Returns a line, the same for the same seed; None only where every line was said within 30 days.

    One in four has nothing to do. Where a step has no fresh line, its neighbours', then a steadying one, a
    security line where that was agreed to, and a well-wish. While nothing may be said of a partner, thoughts
    are not taken apart either (BR).
    """
    step = step if partner_allowed or step != "thoughts" else "soothing"
    drawn = random.Random(seed)  # noqa: S311
    lately = {one.line for one in used if now - one.at < AGAIN}
    time = time_of(local_hour)
    restful: list[Step] = ["wellwish", "security"] if security else ["wellwish"]
    rests = step != "security" and drawn.random() < RESTS
    ways = [(restful if rests else [step]), *([one] for one in _neighbours(step, security, partner_allowed))]
    for steps in ways:
        fresh = [
            line for one in steps
            for line in eligible(one, voice, time, partner_allowed=partner_allowed) if line.id not in lately
        ]  # fmt: skip
        if fresh:
            return drawn.choice(fresh)
    return None


def _neighbours(step: Step, security: bool, thoughts: bool) -> Iterator[Step]:
    """Yields a step and the ones to fall back to, the nearest first; the rest only as it was agreed to."""
    near = NINE.index(step) if step in NINE else None
    if near is not None:
        yield from sorted(NINE, key=lambda one: (abs(NINE.index(one) - near), NINE.index(one)))
    else:
        yield step
    yield "soothing"
    if thoughts:
        yield "thoughts"
    if security:
        yield "security"
    yield "wellwish"
