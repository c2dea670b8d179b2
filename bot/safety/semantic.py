"""The second layer of the screen: what a text means, from its vector; it may raise what the lexicon says.

A linear model over the encoder's vectors tells a category's plain cries ("SU crisis") and its hints
("SU concern") from everything else. Thresholds come from cross-validation: which share of harmless texts may
be asked a caring question, and which may be shown a card.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Sequence, get_args

import numpy as np

from bot.safety.records import Category, Level
from bot.safety.screen import RANK, Screening

NONE = "none"
FEWEST_WORDS = 3
AGREED = 0.4
"""Where the words alone ask for concern, a plain cry this likely is one. [measured: `make eval`]"""


@dataclass(frozen=True)
class Reading:
    """What a vector is a sign of, as probabilities 0 to 1."""

    category: Category
    danger: float
    """That it is anything but harmless."""
    plain: float
    """That it is a plain cry of some category."""


@dataclass(frozen=True)
class SecondLayer:
    """The fitted model: `weights` (labels, size), `bias` (labels,), and the thresholds (0 to 1).

    `answer` is for answers to a question of an exercise, which speak of hurt because they were asked to.
    """

    labels: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray
    concern: float
    answer: float
    crisis: float

    def read(self, vector: np.ndarray) -> Reading:
        """Returns what a vector of length 1 is a sign of."""
        return reading(self.labels, probabilities(self.weights @ vector + self.bias))

    def raised(self, first: Screening, text: str, vector: np.ndarray, asked: bool = False) -> Screening:
        """Returns the first layer's screening, or a stronger one; never a weaker.

        `asked`: a question is open. A word or two say too little to be more than the first layer hears, and
        where it found the dangerous words to mean something else, a card is not for this layer to show.
        """
        if len(text.split()) < FEWEST_WORDS:
            return first
        found = self.read(vector)
        needed = AGREED if first.level == "concern" else self.crisis
        sign = found.plain if first.level == "concern" else found.danger
        sure = sign >= needed and not first.dismissed
        least = self.answer if asked or first.dismissed else self.concern
        level: Level = "crisis" if sure else "concern" if found.danger >= least else "none"
        if RANK[level] <= RANK[first.level]:
            return first
        if first.category is not None:
            return replace(first, level=level)
        return Screening(level, found.category)

    def save(self, path: Path) -> None:
        """Writes the model as one file of plain arrays."""
        with path.open("wb") as file:
            np.savez(
                file,
                labels=np.array(self.labels),
                weights=self.weights.astype(np.float32),
                bias=self.bias.astype(np.float32),
                thresholds=np.array([self.concern, self.answer, self.crisis]),
            )

    @classmethod
    def load(cls, path: Path) -> SecondLayer:
        """Reads what `save` wrote; raises `OSError` or `ValueError` where it is not that."""
        with np.load(path, allow_pickle=False) as kept:
            thresholds = (float(one) for one in kept["thresholds"])
            return cls(tuple(map(str, kept["labels"])), kept["weights"], kept["bias"], *thresholds)


def probabilities(scores: np.ndarray) -> np.ndarray:
    """Returns the softmax over the last axis."""
    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: np.ndarray = grown / grown.sum(axis=-1, keepdims=True)
    return shares


def reading(labels: Sequence[str], shares: np.ndarray) -> Reading:
    """Sums the labels' probabilities by category and by kind."""
    danger = {category: 0.0 for category in get_args(Category)}
    plain = 0.0
    for label, share in zip(labels, shares, strict=True):
        if label != NONE:
            category, level = label.split()
            danger[category] += float(share)
            plain += float(share) * (level == "crisis")
    return Reading(max(danger, key=lambda one: danger[one]), sum(danger.values()), plain)
