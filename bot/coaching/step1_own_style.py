"""Step 1, one's own style: which statement comes next, and what the answers say (content 1.3 to 1.6).

Two dials, anxiety and avoidance, are blended into four parts. The parts say how much the answers resemble
each pattern; they are no probability, no rank among people and no diagnosis.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, floor
from statistics import mean, median
from typing import Iterable, Literal, Mapping, Optional, Sequence, get_args

from bot.coaching import answers as reading
from bot.coaching.hearing import hear
from bot.coaching.records import Trigger
from bot.coaching.records_style import Doubt, Style, StyleAnswer, StyleCheck, Voice
from bot.content import Shape, content

Dial = Literal["anxiety", "avoidance"]
Length = Literal["long", "short"]
Change = Literal["same", "small", "real"]

STYLES: tuple[Style, ...] = get_args(Style)
LOW, HIGH = 1, 7
CENTRE: dict[Dial, float] = {"anxiety": 3.5, "avoidance": 3.0}
SPREAD = 1.15
"""Centre and spread of the dials, provisional (content 1.5)."""
HONESTY: dict[Length, float] = {"long": 0.10, "short": 0.20}
"""Share of the blend that is spread evenly, since the answers are few (content 1.5, lambda)."""
LEAST: dict[Length, int] = {"long": 6, "short": 3}
"""Answers per dial without which there is nothing to say (content 1.5, step 2)."""
STEP = 5
TOP, LEAD = 0.45, 0.10
"""A style is named alone from this share, where it leads by this much (content 1.5)."""
SHOWN_FROM = 10
"""Per cent below which a part is left out of the line (content 1.5)."""
FAST = 1.2
"""Seconds: a shorter median per answer is doubted (content 1.5, step 3)."""
APART = 3.5
"""Difference of plain and reversed statements of one dial that points both ways (content 1.5, step 3)."""
SMALL_CHANGE, REAL_CHANGE = 0.6, 1.2
"""On a dial, between two checks (content 1.5)."""
AGAIN_AFTER = timedelta(weeks=6)
"""A new check sooner than this mostly shows the week it is taken in (content 1.5)."""
SAFETY_FROM = 60
"""Per cent of "disorganised" from which fear of somebody is asked about (content 1.6)."""
SHOCK = timedelta(days=7)
"""For this long after a break-up or a big fight the answers wobble (content 1.3)."""
BIG = 8
"""Intensity from which a fight is a big one. [design]"""
STALE = timedelta(days=14)
"""A check left unfinished for longer is begun anew. [design]"""


class Item(Shape):
    """One statement; `reverse` where agreeing speaks against its dial."""

    id: str
    dial: Dial
    reverse: bool
    short: bool
    text: str


class StyleItems(Shape):
    """Shape of `content/style_items.yml`."""

    version: str
    items: tuple[Item, ...]
    scale: dict[int, frozenset[str]]


@dataclass(frozen=True)
class Result:
    """What the answers say: the dials (1 to 7), the parts in per cent, the voice, and reasons to doubt it."""

    anxiety: float
    avoidance: float
    blend: dict[Style, int]
    voice: Voice
    doubts: tuple[Doubt, ...]


def style_items() -> StyleItems:
    """Returns the statements of `content/style_items.yml`."""
    return content("style_items.yml", StyleItems)


def items(length: Length) -> tuple[Item, ...]:
    """Returns the statements of the long or the short form, in the order shown."""
    return tuple(item for item in style_items().items if item.short or length == "long")


def next_item(length: Length, given: Iterable[StyleAnswer]) -> Optional[Item]:
    """Returns the first statement that was neither answered nor skipped, or None."""
    seen = {answer.item for answer in given}
    return next((item for item in items(length) if item.id not in seen), None)


def position(length: Length, item: Item) -> dict[str, int]:
    """Returns where a statement stands, as the parts `number` and `count`."""
    return {"number": items(length).index(item) + 1, "count": len(items(length))}


def number(text: str) -> Optional[int]:
    """Returns the number from 1 to 7 that an answer gives in digits or words, or None."""
    told = reading.plain(text)
    worded = (value for value, phrases in style_items().scale.items() if told in phrases)
    return next(worded, None) or reading.number(text, LOW, HIGH)


def result(length: Length, given: Sequence[StyleAnswer], began: datetime) -> Optional[Result]:
    """Returns what answers given since `began` say, or None where too few statements have a number."""
    values = {answer.item: answer.value for answer in given if answer.value is not None}
    scored = {dial: _scored(length, dial, values) for dial in CENTRE}
    if any(len(plain) + len(turned) < LEAST[length] for plain, turned in scored.values()):
        return None
    anxiety, avoidance = (mean([*plain, *turned]) for plain, turned in scored.values())
    parts = shares(anxiety, avoidance, HONESTY[length])
    doubts = tuple(_doubts(values, scored.values(), pace(given, began)))
    return Result(anxiety, avoidance, shown(parts), headline(parts), doubts)


def _scored(length: Length, dial: Dial, values: Mapping[str, int]) -> tuple[list[int], list[int]]:
    """Returns the numbers of a dial's plain statements, and of its reversed ones turned round."""
    mine = [item for item in items(length) if item.dial == dial and item.id in values]
    plain = [values[item.id] for item in mine if not item.reverse]
    return plain, [LOW + HIGH - values[item.id] for item in mine if item.reverse]


def pace(given: Sequence[StyleAnswer], began: datetime) -> float:
    """Returns the median seconds an answer took."""
    times = [began, *(answer.at for answer in given)]
    return median((after - before).total_seconds() for before, after in zip(times, times[1:], strict=False))


def _doubts(
    values: Mapping[str, int], scored: Iterable[tuple[list[int], list[int]]], seconds: float
) -> Iterable[Doubt]:
    if len(set(values.values())) == 1:
        yield "alike"
    if seconds < FAST:
        yield "fast"
    if any(plain and turned and abs(mean(plain) - mean(turned)) > APART for plain, turned in scored):
        yield "both_ways"


def shares(anxiety: float, avoidance: float, honesty: float) -> dict[Style, float]:
    """Returns the four parts, adding up to 1, of two dials from 1 to 7 (content 1.5, blend formula)."""
    a = 1 / (1 + exp(-2 * (anxiety - CENTRE["anxiety"]) / SPREAD))
    v = 1 / (1 + exp(-2 * (avoidance - CENTRE["avoidance"]) / SPREAD))
    parts: dict[Style, float] = {
        "secure": (1 - a) * (1 - v),
        "anxious": a * (1 - v),
        "avoidant": (1 - a) * v,
        "disorganised": a * v,
    }
    return {style: (1 - honesty) * part + honesty / len(parts) for style, part in parts.items()}


def shown(parts: Mapping[Style, float], step: int = STEP) -> dict[Style, int]:
    """Returns parts in whole steps of per cent that add up to 100, by largest remainder (content 1.5)."""
    whole, total = 100 // step, sum(parts.values())
    exact = {style: part / total * whole for style, part in parts.items()}
    units = {style: floor(part + 1e-9) for style, part in exact.items()}
    by_rest = sorted(exact, key=lambda style: units[style] - exact[style])
    for style in by_rest[: whole - sum(units.values())]:
        units[style] += 1
    return {style: count * step for style, count in units.items()}


def headline(parts: Mapping[Style, float]) -> Voice:
    """Returns the one style that stands out among parts that add up to 1, or "mixed" (content 1.5)."""
    ranked = sorted((parts.get(style, 0.0), style) for style in STYLES)
    (second, _), (top, style) = ranked[-2:]
    return style if top >= TOP - 1e-9 and top - second >= LEAD - 1e-9 else "mixed"


def told(parts: Mapping[Style, int]) -> Voice:
    """Returns the voice of parts in per cent, as a person put them."""
    return headline({style: part / 100 for style, part in parts.items()})


def change(before: StyleCheck, after: StyleCheck) -> Optional[Change]:
    """Returns how far the dials moved between two checks, or None where either has none (content 1.5)."""
    pairs = ((before.anxiety, after.anxiety), (before.avoidance, after.avoidance))
    moved = [abs(new - old) for old, new in pairs if old is not None and new is not None]
    if len(moved) < len(pairs):
        return None
    most = round(max(moved), 6)
    return "same" if most < SMALL_CHANGE else "small" if most <= REAL_CHANGE else "real"


def shaken(triggers: Iterable[Trigger], now: datetime) -> bool:
    """Tells whether a break-up or a big fight was noted within the last week (content 1.3)."""
    recent = [trigger for trigger in triggers if now - trigger.created_at < SHOCK]
    return any(_shock(trigger) for trigger in recent)


def _shock(trigger: Trigger) -> bool:
    heard = hear(trigger.situation)
    return heard.topic == "breakup" or ("fight" in heard.kinds and (trigger.intensity or 0) >= BIG)
