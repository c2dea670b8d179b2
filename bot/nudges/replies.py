"""Reads what a message at its hour is met with: what its buttons say, typed, or a wish about them."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from functools import cache
from typing import Mapping, Optional

from bot.coaching import answers, cues
from bot.coaching.commands import BEGIN, Said
from bot.coaching.hearing import hear
from bot.content import content
from bot.nudges.phrases import read
from bot.nudges.wish import Wish

FRESH = timedelta(hours=24)
"""How long a message is answered by what is typed next."""
STOP, TELLS, ASKS = "stop", "tells", "asks"
"""The keys of words that end all messages, that tell something, and that ask for messages."""
SOMEBODY = ("he", "she")
ELSEWHERE = ("waiting", "urge", "rehearse", "breakup", "death")
"""Topics of a text that is no wish of this kind."""
ENDS = Said("leave_me_alone")
FEW = 12
"""Most words of a wish about the messages themselves."""
NO_ANSWER = "no_answer"
"""What happened, as far as "don't message me" is heard to tell of it."""


def _words() -> Mapping[str, tuple[str, ...]]:
    return content("nudge_replies.yml", dict[str, tuple[str, ...]])


@cache
def _rooms() -> dict[str, str]:
    return {
        phrase: room for room, phrases in _words().items() for phrase in phrases if room not in (TELLS, ASKS)
    }


def reply(text: str, sent_at: Optional[datetime], now: datetime) -> Optional[Said]:
    """Returns what a text stands for as the answer to a message sent at `sent_at`, or None."""
    if sent_at is None or now - sent_at > FRESH:
        return None
    room = _rooms().get(answers.plain(text))
    if room is not None:
        return ENDS if room == STOP else Said(BEGIN, room)
    wish = about_them(text, now)
    if wish is None:
        return None
    return ENDS if wish.stop else Said(BEGIN, "nudges")


def may_be_wish(text: str) -> bool:
    """Tells whether a text can be a wish to be written to: it speaks of messages, and of nobody else's."""
    heard = hear(text)
    about_others = heard.pronoun in SOMEBODY or heard.topic in ELSEWHERE
    return not about_others and bool(cues.hit(text, _words()[ASKS]))


def about_them(text: str, now: datetime, zone: Optional[tzinfo] = None) -> Optional[Wish]:
    """Returns what a text wishes about the messages that come; None where it tells of something else."""
    heard = hear(text)
    somebody = heard.people or heard.pronoun in SOMEBODY
    told = somebody or heard.feelings or set(heard.kinds) - {NO_ANSWER}
    if told or len(text.split()) > FEW or cues.hit(text, _words()[TELLS]):
        return None
    wish = read(text, now, zone)
    wished = wish.less or wish.more or wish.stop or wish.per_week or wish.every or wish.pause_until
    return wish if (wished or wish.excluded) and not wish.one_off else None
