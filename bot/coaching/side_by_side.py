"""Step 5, the entries side by side: which may be looked at, what they share, and in which words.

A theme is shown with the person's own dated words, named by them, and gone where they say so (content 3.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Callable, Iterable, Optional, Sequence

from bot.coaching import answers, cues
from bot.coaching.hearing import capital
from bot.coaching.journal import mentions
from bot.coaching.records import Trigger, Wound
from bot.coaching.step4_triggers import situation_lines
from bot.coaching.step5_wounds import (
    CANDIDATE_ENTRIES,
    MANY_ENTRIES,
    STRONG_POINTS,
    scores,
    themes,
    wound_file,
    wounds,
)

QUOTES = 3
"""Most entries quoted for one theme."""
LINES = 5
"""Most entries shown side by side; the newest ones."""
CLIP = 90
"""Most characters of one quote."""
REST = timedelta(days=3)
"""How long it is not offered again, unless as many new entries came as a look needs (U2)."""
Day = Callable[[datetime], str]
"""Says a moment's day as it is shown."""


@dataclass(frozen=True)
class Evidence:
    """One entry's part in a theme: the person's own words, unchanged."""

    trigger: Trigger
    quote: str


@dataclass(frozen=True)
class Candidate:
    """What some entries may share: a theme, or a word of the person's own said of several."""

    theme: Optional[str]
    name: str
    strong: bool
    evidence: tuple[Evidence, ...]
    accepted: bool = False
    """They said so of one of the entries already."""


def to_look_at(
    triggers: Iterable[Trigger], flagged: frozenset[str], labels: Sequence[str]
) -> tuple[Trigger, ...]:
    """Returns the whole entries, without those about a person that `flagged` ids or `labels` name (VI6)."""
    return tuple(
        one
        for one in triggers
        if one.complete
        and one.who not in flagged
        and not any(mentions((one.situation, one.thought, one.action), label) for label in labels)
    )


def enough(triggers: Sequence[Trigger]) -> bool:
    """Tells whether there are entries enough to look for what they share."""
    return len(triggers) >= MANY_ENTRIES


def offer_due(triggers: Sequence[Trigger], offered_at: Optional[datetime], now: datetime) -> bool:
    """Tells whether step 4 may offer to look at them together."""
    if not enough(triggers) or offered_at is None or now - offered_at >= REST:
        return enough(triggers)
    return enough([one for one in triggers if one.created_at > offered_at])


def candidates(
    triggers: Sequence[Trigger], known: Iterable[Wound], voice: str = "mixed"
) -> tuple[Candidate, ...]:
    """Returns what the entries may share, the person's own words first, then themes, highest first.

    What was accepted or rejected before is left out: it does not come back uninvited.
    """
    settled = [one for one in known if one.status != "shown"]
    gone = {one.theme for one in settled if one.theme} | {answers.plain(one.name) for one in settled}
    found = [
        *_own_words(triggers),
        *(_candidate(one.theme, triggers) for one in themes(triggers, voice)),
    ]
    return tuple(
        one for one in found if one.theme not in gone and answers.plain(one.name) not in gone and one.evidence
    )


def again(wound: Wound, triggers: Sequence[Trigger]) -> Candidate:
    """Returns what was shown before as it stands among the entries now."""
    if wound.theme and not wound.name:
        return _candidate(wound.theme, triggers)
    kept = [one for one in triggers if one.id in wound.triggers]
    return Candidate(wound.theme, called(wound), True, tuple(Evidence(one, first_words(one)) for one in kept))


def _own_words(triggers: Sequence[Trigger]) -> list[Candidate]:
    """Returns the words of their own that people gave to several entries (content 3.1)."""
    said: dict[str, list[tuple[str, Trigger]]] = {}
    for one in triggers:
        for guess in one.themes:
            if guess.source == "own":
                said.setdefault(answers.plain(guess.theme), []).append((guess.theme, one))
    return [
        Candidate(None, each[0][0], True, tuple(Evidence(one, first_words(one)) for _, one in each))
        for each in said.values()
        if len(each) >= CANDIDATE_ENTRIES
    ]


def _candidate(theme: str, triggers: Sequence[Trigger]) -> Candidate:
    evidence, agreed = [], False
    for one in triggers:
        score = next((score for score in scores(one) if score.theme == theme), None)
        if score is None:
            continue
        agreed = agreed or any(guess.theme == theme and guess.source == "accepted" for guess in one.themes)
        evidence.append((score.points, Evidence(one, _quote(one, theme, score.quotes))))
    best = sorted(evidence, key=lambda pair: -pair[0])
    strong = sum(points for points, _ in evidence) >= STRONG_POINTS
    return Candidate(theme, wounds()[theme].plain, strong, tuple(each for _, each in best), agreed)


def _quote(trigger: Trigger, theme: str, quotes: Sequence[str]) -> str:
    """Returns the person's words that point to a theme: the sentence they stand in, else what they did."""
    texts = (*situation_lines(trigger), trigger.thought or "")
    for quote in quotes:
        for text in texts:
            if quote in text:
                return clip(text, quote)
    did = (
        trigger.action if trigger.action and set(wounds()[theme].actions) & set(trigger.action_tags) else None
    )
    return clip(did, did) if did else first_words(trigger)


def first_words(trigger: Trigger) -> str:
    """Returns how an entry begins, in its own words."""
    lines = situation_lines(trigger) or (trigger.thought or "",)
    return clip(lines[0], lines[0])


def clip(text: str, around: str) -> str:
    """Returns a text's own words about a part of it: all of it where short, else whole words around."""
    text = text.strip()
    if len(text) <= CLIP:
        return text
    at = max(text.find(around), 0)
    start = max(min(at - (CLIP - min(len(around), CLIP)) // 2, len(text) - CLIP), 0)
    part = text[start : start + CLIP]
    part = part.split(" ", 1)[-1] if start and " " in part else part
    return part.rsplit(" ", 1)[0] if start + CLIP < len(text) and " " in part else part


def quotes(evidence: Sequence[Evidence], day: Day) -> str:
    """Returns the entries of a theme as dated quotes, a line each, oldest first."""
    shown = sorted(evidence[:QUOTES], key=lambda each: each.trigger.created_at)
    return "\n".join(_dated(each.quote, each.trigger, day) for each in shown)


def lines(triggers: Sequence[Trigger], day: Day) -> str:
    """Returns the newest entries side by side, a line each, oldest first."""
    shown = sorted(triggers, key=lambda one: one.created_at)[-LINES:]
    return "\n".join(_dated(first_words(one), one, day) for one in shown)


def _dated(quote: str, trigger: Trigger, day: Day) -> str:
    return wound_file().quote.format(quote=quote, day=day(trigger.created_at))


def called(wound: Wound) -> str:
    """Returns what a theme is called: their own word, else the plain name of the list."""
    return wound.name or (wounds()[wound.theme].plain if wound.theme in wounds() else "")


def card(wound: Wound) -> str:
    """Returns what is kept of a theme, in the person's words, a line each."""
    file = wound_file()
    told = [file.kept.format(name=capital(called(wound)))]
    told += [file.learned.format(line=wound.learned)] if wound.learned else []
    told += [file.friend.format(line=wound.friend)] if wound.friend else []
    return "\n".join(told)


def question(wound: Wound) -> str:
    """Returns the one question to think about for a theme (content 3.4)."""
    return wounds()[wound.theme].question if wound.theme in wounds() else wound_file().question


def read(text: str) -> Optional[str]:
    """Returns the theme that a person's own words for it point to, or None."""
    return next((one.id for one in wounds().values() if cues.hit(text, one.cues)), None)


def names_nothing(text: str) -> bool:
    """Tells whether an answer to what they see says that they see nothing."""
    return answers.plain(text) in wound_file().nothing


def heavy(wound: Wound, text: str) -> bool:
    """Tells whether words said to a theme of shame raise a concern."""
    theme = wounds().get(wound.theme or "")
    return (
        theme is not None and theme.safety == "self_harm" and cues.hit(text, wound_file().heavy) is not None
    )
