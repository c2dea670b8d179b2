"""Step 9, repair: what is asked next while a talk is prepared alone, and the card (amendments 3.3)."""

from __future__ import annotations

import re
from typing import Literal, Optional, get_args

from bot.coaching import answers, cues
from bot.coaching.records_boundary import Repair
from bot.coaching.rubric import Analysis
from bot.coaching.step8_boundaries import takes_freedom
from bot.content import Shape, content

Part = Literal["what", "mine", "theirs", "offer", "ask", "line"]
PARTS: tuple[Part, ...] = get_args(Part)
SAID: tuple[Part, ...] = ("offer", "ask", "line")
"""Parts that are meant to be said to the other person, and are read as a draft is."""
LONGEST = 500
"""Most characters of one answer that are kept (content 3.1)."""
FEW = 5
"""Most words of an answer that is a plain "none"."""
Wrong = Literal["control", "blame"]


class RepairWords(Shape):
    """Shape of `content/repairs.yml`."""

    guide: tuple[str, ...]
    none: tuple[str, ...]
    own: tuple[str, ...]
    not_own_after: str
    own_until: str
    card: dict[Part, str]


def words() -> RepairWords:
    """Returns the reading lists and formats of `content/repairs.yml`."""
    return content("repairs.yml", RepairWords)


def wants_guide(text: str) -> bool:
    """Tells whether a text asks for the conversation guide for two (content 10.4)."""
    return cues.hit(text, words().guide) is not None


def own_part(text: str) -> Optional[str]:
    """Returns the words in which a text tells of the person's own outburst, or None."""
    lists, told = words(), cues.unquoted(text)
    hit = cues.hit(told, lists.own)
    if hit is None or re.search(lists.not_own_after, told[: hit.start].lower()):
        return None
    return re.split(lists.own_until, text[hit.start :], maxsplit=1, flags=re.IGNORECASE)[0].strip()[:LONGEST]


def next_part(repair: Repair, asked: frozenset[str]) -> Optional[Part]:
    """Returns the part to ask for now, or None when the talk is prepared."""
    return next((part for part in PARTS if not getattr(repair, part) and part not in asked), None)


def wrong(part: str, text: str, analysis: Analysis) -> Optional[Wrong]:
    """Returns what a line would better leave out, or None; `analysis` is the rubric's reading of it.

    What hurt is the person's own and is not corrected (rule U4); a control is never worded (rule RQ1).
    """
    if part not in SAID:
        return None
    if takes_freedom(text, analysis):
        return "control"
    return "blame" if analysis.attack else None


def kept(repair: Repair, part: str, text: str) -> Optional[Repair]:
    """Returns the repair with an answer in its part, or None where the text is none.

    "None of it" is a fine answer to which part was theirs: nothing is kept for it.
    """
    said = text.strip()[:LONGEST]
    if answers.nothing_said(said):
        return None
    denied = answers.yes_no(said) == "no" or cues.hit(said, words().none)
    nothing = part == "mine" and denied and len(said.split()) <= FEW
    return repair.copy(update={part: None if nothing else said})


def card(repair: Repair) -> str:
    """Returns the lines to copy and share by hand, joined; parts with nothing in them are left out."""
    formats = words().card
    told = ((part, getattr(repair, part)) for part in PARTS)
    return "\n".join(formats[part].format(line=line) for part, line in told if line)
