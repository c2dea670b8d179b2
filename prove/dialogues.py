"""What people in proofs say: rounds of a trigger that is told, numbered and left, each answer saved."""

from __future__ import annotations

from bot.coaching.records import Trigger
from bot.journal.journal import Journal
from prove.town import ONBOARDING, Person

ROUND = 4


def told(name: int, round: int) -> tuple[str, int]:
    """Returns the two answers somebody gives in a round: what happened, and how strong it was."""
    return f"she cancelled plan {name} {round} again", (name + round) % 10 + 1


def dialogue(name: int, rounds: int) -> list[str]:
    """Returns the onboarding and so many rounds; every update gets exactly one message."""
    steps = list(ONBOARDING)
    for round in range(rounds):
        situation, number = told(name, round)
        steps += ["/trigger", situation, str(number), "/stop"]
    return steps


async def saved(journal: Journal, person: Person) -> list[tuple[str, int | None]]:
    """Returns the answers kept of someone, in the order they were given."""
    book = await journal.book(journal.keys.user_id("telegram", str(person.id)))
    return [(t.situation, t.intensity) for t in await book.all(Trigger)]
