"""Step 6, needs: what a wound or a note suggests, which need an answer names, how a line is corrected.

The person's own words are kept as they are; the list's word stands beside them where one fits.
"""

from __future__ import annotations

import re
from typing import Literal, Optional, Sequence

from bot.coaching import answers, cues
from bot.coaching.hearing import capital
from bot.coaching.records import Need, Trigger, Wound
from bot.coaching.step5_wounds import suggest, wounds
from bot.coaching.words import display, need_words, needs_in, pseudo_feelings_in
from bot.content import Shape, content

LIKELY = 4
"""Needs offered as buttons at once."""
LONGEST = 500
"""Most characters of one line that are kept."""
WORDS = 120
"""Most characters of a need in the person's words."""
Field = Literal["then", "words", "now"]


class NeedCard(Shape):
    """The formats of the card."""

    then: str
    words: str
    words_listed: str
    now: str


class NeedTalk(Shape):
    """Shape of `content/need_talk.yml`."""

    leading: tuple[str, ...]
    trailing: tuple[str, ...]
    ways: tuple[str, ...]
    harm: tuple[str, ...]
    fields: dict[Field, tuple[str, ...]]
    change: tuple[str, ...]
    card: NeedCard


def talk_words() -> NeedTalk:
    """Returns the reading lists and formats of `content/need_talk.yml`."""
    return content("need_talk.yml", NeedTalk)


def likely(wound: Optional[Wound], notes: Sequence[Trigger]) -> tuple[str, ...]:
    """Returns the needs offered first: the theme's, else those under a note's words, else the commonest."""
    theme = wounds().get(wound.theme or "") if wound else None
    if theme is not None:
        return theme.needs[:LIKELY]
    found: list[str] = []
    for note in notes:
        said = [note.thought or "", note.situation, *(one.word for one in note.feelings)]
        found += [need for text in said for pseudo in pseudo_feelings_in(text) for need in pseudo.need]
        guess = suggest(note)
        found += wounds()[guess.theme].needs if guess else ()
    return tuple(dict.fromkeys((*found, *need_words().top)))[:LIKELY]


def groups() -> tuple[str, ...]:
    """Returns the groups of the list, in its order (content 4.2)."""
    return tuple(need_words().needs)


def of_group(group: str) -> tuple[str, ...]:
    """Returns the needs of a group."""
    return need_words().needs[group]


def titled(need: str) -> str:
    """Returns a need as it is shown on a button ("To be heard")."""
    return capital(display(need))


def known(word: str) -> bool:
    """Tells whether a word is a need of the list."""
    return any(word in needs for needs in need_words().needs.values())


def named(text: str) -> Optional[tuple[str, Optional[str]]]:
    """Returns a need in the person's words, with the word of the list where one fits; None without words."""
    if known(text):
        return display(text), text
    said = _bare(text)
    if not said or answers.nothing_said(said):
        return None
    listed = needs_in(said)
    return said[:WORDS], listed[0] if listed else None


def _bare(text: str) -> str:
    lists = talk_words()
    said = text.strip().strip(" .\"'“”…!?")
    before, after = (
        ("|".join(sorted(map(re.escape, each), key=len, reverse=True)))
        for each in (lists.leading, lists.trailing)
    )
    shorter = re.sub(rf"^(?:(?:{before})[\s,.]+)+", "", said, flags=re.IGNORECASE)
    shorter = re.sub(rf"(?:[\s,.]+(?:{after}))+$", "", shorter, flags=re.IGNORECASE)
    return shorter or said


def is_a_way(text: str) -> bool:
    """Tells whether an answer is one way to meet a need, for somebody else to do, rather than a need."""
    return not known(text) and cues.hit(text, talk_words().ways) is not None


def discloses(text: str) -> bool:
    """Tells whether a headline of the past tells of harm."""
    return cues.hit(text, talk_words().harm) is not None


def change(need: Need, text: str) -> Optional[tuple[Field, str]]:
    """Returns the line a free correction names, and how it should read ("" where that is not said)."""
    lists = talk_words()
    said = text.strip()
    verbs = "|".join(lists.change)
    for field, openings in lists.fields.items():
        for opening in openings:
            found = re.match(
                rf"(?:(?:{verbs})[\s,:]+)*{re.escape(opening)}\b[\s:.,]*(?:(?:is|to)\b[\s:]*)?",
                said,
                re.IGNORECASE,
            )
            if found:
                return field, said[found.end() :][:LONGEST]
    return None


def card(need: Need) -> str:
    """Returns the lines of a need in the person's words, those with nothing in them left out."""
    lists = talk_words().card
    listed = need.need and display(need.need) not in answers.plain(need.words)
    told = [
        lists.then.format(line=need.then) if need.then else "",
        (
            lists.words_listed.format(line=need.words, need=display(need.need))
            if listed and need.need
            else lists.words.format(line=need.words)
        )
        if need.words
        else "",
        lists.now.format(line=need.now) if need.now else "",
    ]
    return "\n".join(line for line in told if line)
