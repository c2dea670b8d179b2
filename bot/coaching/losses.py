"""What ended lately, and when: read from a person's words, and asked by whoever must go gently (BR, BE)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Collection, Literal, Optional, Sequence

from bot.coaching import answers, cues, hearing
from bot.coaching.journal import days
from bot.coaching.records_stages import Loss
from bot.content import Shape, content

GENTLE = timedelta(days=14)
"""No thought record and no nudge about a partner for this long after a loss (amendments 3.3, BR)."""
NAME_WORDS = 3
"""Most words of a name."""
Kind = Literal["breakup", "death", "betrayal"]
KINDS: tuple[Kind, ...] = ("breakup", "death", "betrayal")


class LossWords(Shape):
    """Shape of `content/losses.yml`."""

    long_ago: tuple[str, ...]
    write: tuple[str, ...]
    name_opens: tuple[str, ...]
    no_names: frozenset[str]


def words() -> LossWords:
    """Returns the reading lists of `content/losses.yml`."""
    return content("losses.yml", LossWords)


def recent(losses: Sequence[Loss], now: datetime) -> tuple[Loss, ...]:
    """Returns the losses of the last 14 days, in the order given; one whose day is unknown counts as told."""
    return tuple(
        loss
        for loss in losses
        if not loss.long_ago and now.date() - (loss.on or loss.created_at.date()) < GENTLE
    )


def partner_lost(losses: Sequence[Loss], others: Collection[str], now: datetime) -> bool:
    """Tells whether a partner left or died in the last 14 days; `others` are ids of people who are none."""
    return any(
        loss.kind == "breakup" or (loss.kind == "death" and loss.who not in others)
        for loss in recent(losses, now)
    )


def mourned(losses: Sequence[Loss]) -> frozenset[str]:
    """Returns the ids of the people who died: nothing asks back about them by itself (BE)."""
    return frozenset(loss.who for loss in losses if loss.kind == "death" and loss.who)


def when(text: str, today: date) -> Optional[date]:
    """Returns the day in the past a text names, the latest it may mean, or nothing."""
    return max((day for day in days(text, today) if day <= today), default=None)


def long_ago(text: str) -> bool:
    """Tells whether a text puts something a long time ago."""
    return bool(cues.hit(text, words().long_ago))


def dated(loss: Loss, text: str, now: datetime) -> Loss:
    """Returns the loss with the time a text tells, unchanged where it tells none."""
    told, old = when(text, now.date()), long_ago(text)
    if told is None and not old:
        return loss
    return loss.copy(update={"on": None if old else told, "long_ago": old, "updated_at": now})


def wants_to_write(text: str) -> bool:
    """Tells whether a text is a pull to write or call."""
    return bool(cues.hit(text, hearing.words().urge) and cues.hit(text, words().write))


def name(text: str) -> Optional[str]:
    """Returns the name an answer to "what should I call them?" gives, or nothing."""
    lists, said = words(), text.strip(" .,!\"'“”")
    for opening in lists.name_opens:
        if answers.plain(said).startswith(f"{opening} "):
            said = " ".join(said.split()[len(opening.split()) :])
            break
    plain = answers.plain(said).split()
    if not 0 < len(plain) <= NAME_WORDS or answers.nothing_said(said) or lists.no_names.intersection(plain):
        return None
    return said
