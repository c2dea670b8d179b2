"""Prints how many distinct texts a second the lexicon alone screens, on one core.

Texts are made here from everyday words, crisis words and random lengths; none repeats and nothing is cached.
"""

from __future__ import annotations

import random
import time

from bot.safety.lexicon import vocabulary
from bot.safety.screen import screen

TEXTS = 20_000


def texts(count: int, seed: int = 7) -> list[str]:
    """Returns `count` distinct texts of 3 to 60 words drawn from the lexicon's own words."""
    chance = random.Random(seed)
    words = sorted(vocabulary())
    return [f"{' '.join(chance.choices(words, k=chance.randint(3, 60)))} {number}" for number in range(count)]


def main() -> None:
    """Measures once and prints the rate."""
    made = texts(TEXTS)
    screen("warm up")
    start = time.perf_counter()
    for text in made:
        screen(text)
    print(f"{TEXTS / (time.perf_counter() - start):.0f} texts a second")


if __name__ == "__main__":
    main()
