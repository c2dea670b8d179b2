"""What is kept of moments that can come anywhere: a practice that was tried, and a word that it hurt."""

from __future__ import annotations

from typing import Literal, Optional

from bot.coaching.records import Record


class PracticeDone(Record):
    """A practice that was tried: the numbers around it, whether it helped, and what was said in it."""

    practice: str
    before: Optional[int] = None
    after: Optional[int] = None
    helped: Optional[bool] = None
    words: dict[str, str] = {}
    """What `keep` names in `content/practices.yml` -> the person's own words."""
    complete: bool = False


class Feedback(Record):
    """That something made it worse (situation F65): where and what, never a text."""

    form: Optional[str] = None
    question: Optional[str] = None
    about: Optional[Literal["question", "moment", "wrong", "person"]] = None
