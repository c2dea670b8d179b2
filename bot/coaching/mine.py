"""What a person chose to keep, on one screen: lines, needs, a goal, boundaries, what helped (W6)."""

from __future__ import annotations

from typing import Literal, Optional, Sequence

from bot.coaching.hearing import words_joined
from bot.coaching.quotes import quote
from bot.coaching.records_boundary import Boundary
from bot.content import Shape, content

LONGEST = 350
"""Most characters of one message (rule U2)."""
SCREEN = 2
"""Messages of kept lines, and of everything else, at most."""
NEEDS_SHOWN, BOUNDARIES_SHOWN = 4, 2
"""The newest ones."""
NEED, GOAL, BOUNDARY = 40, 80, 80
"""Most characters of one quote of each. [design]"""


class MineWords(Shape):
    """Shape of `content/mine.yml`."""

    needs: str
    goal: str
    boundary: dict[Literal["kept", "draft", "let_go"], str]
    practice: str
    unsent: str


def words() -> MineWords:
    """Returns `content/mine.yml`."""
    return content("mine.yml", MineWords)


def screen(
    lines: Sequence[str],
    needs: Sequence[str],
    goal: Optional[str],
    boundaries: Sequence[Boundary],
    practice: Optional[str],
    unsent: bool,
) -> tuple[str, ...]:
    """Returns at most four messages of at most 350 characters; lists are oldest first, shown newest first."""
    formats = words()
    kept = [quote(line, LONGEST - 2) for line in dict.fromkeys(reversed(lines))]
    rest: list[str] = []
    if needs:
        named = [quote(need, NEED) for need in needs[-NEEDS_SHOWN:]]
        rest.append(formats.needs.format(words=words_joined(named)))
    if goal:
        rest.append(formats.goal.format(words=quote(goal, GOAL)))
    for boundary in reversed(boundaries[-BOUNDARIES_SHOWN:]):
        sentence = boundary.rungs[0].words if boundary.rungs else boundary.situation
        rest.append(formats.boundary[boundary.status].format(words=quote(sentence, BOUNDARY)))
    if practice:
        rest.append(formats.practice.format(words=practice))
    if unsent:
        rest.append(formats.unsent)
    return (*_packed(kept)[:SCREEN], *_packed(rest)[:SCREEN])


def _packed(lines: Sequence[str]) -> list[str]:
    """Returns lines as messages, each as full as it may be."""
    messages: list[str] = []
    for line in lines:
        joined = f"{messages[-1]}\n{line}" if messages else line
        if messages and len(joined) <= LONGEST:
            messages[-1] = joined
        else:
            messages.append(line)
    return messages
