"""Understands what people say about what is kept of them: questions, reasons, all of it, none of it."""

from __future__ import annotations

import re
from typing import Literal, Optional

from bot.coaching import answers, cues
from bot.content import Shape, content

Said = Literal["what", "reads", "everything", "straight", "keep", "reason"]


class MyDataWords(Shape):
    """Shape of `content/my_data.yml`."""

    what: tuple[str, ...]
    reads: tuple[str, ...]
    everything: tuple[str, ...]
    straight: tuple[str, ...]
    keep: tuple[str, ...]
    reason: tuple[str, ...]
    no_before: frozenset[str]


ORDER: tuple[Said, ...] = ("what", "reads", "straight", "keep", "reason", "everything")
"""A reason outranks a demand: nothing is taken as a yes that may be something else."""


def said(text: str) -> Optional[Said]:
    """Returns what a text about kept things says, or None; "no. all of it" means all of it."""
    lists = content("my_data.yml", MyDataWords)
    words = answers.plain(text).split()
    while words and words[0] in lists.no_before:
        words = words[1:]
    told = " ".join(words)
    return next((kind for kind in ORDER if cues.hit(told, _phrases(lists, kind))), None)


def _phrases(lists: MyDataWords, kind: Said) -> tuple[str, ...]:
    phrases: tuple[str, ...] = getattr(lists, kind)
    return phrases


def plainly(text: str, title: str) -> bool:
    """Tells whether a text says a button's title in full and undenied; a near miss is not enough."""
    return bool(cues.hit(text, (answers.plain(title),)))


def is_command(text: str) -> bool:
    """Tells whether a text is a bare command or a press, and so no answer in words."""
    return not re.sub(r"^/\w*", "", text).strip()
