"""The second layer of the screen: what a text means, from its vector; it may raise what the lexicon says.

Two linear models, one over the encoder's vectors and one over the words as they stand, tell a category's
plain cries ("SU crisis") and its hints ("SU concern") from everything else; their readings are averaged.
Thresholds come from cross-validation: which share of harmless texts may be asked a caring question, and which
may be shown a card.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Sequence, get_args

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer

from bot.safety.records import Category, Level
from bot.safety.screen import RANK, Screening

NONE = "none"
FEWEST_WORDS = 3
WORDS = HashingVectorizer(
    n_features=2**15, ngram_range=(1, 2), binary=True, alternate_sign=False, token_pattern=r"[a-z']+|\?"
)
"""Gives a text's words and pairs of words as a sparse vector of length 1; it keeps no list of them."""
WORDS_SHARE = 0.3
"""How much the words count beside the meaning: of hints held out 0.67 instead of 0.57 are heard at the same
share of needless questions. [measured: `make eval`]"""
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
class Linear:
    """A fitted linear model: `weights` (labels, size) and `bias` (labels,)."""

    weights: np.ndarray
    bias: np.ndarray

    def scores(self, vectors: np.ndarray | csr_matrix) -> np.ndarray:
        """Returns a score for each label, shape (texts, labels), of vectors, shape (texts, size)."""
        scored: np.ndarray = np.asarray(vectors @ self.weights.T) + self.bias
        return scored


@dataclass(frozen=True)
class SecondLayer:
    """The fitted models of meaning and words, and the thresholds (0 to 1).

    `answer` is for answers to a question of an exercise, which speak of hurt because they were asked to.
    """

    labels: tuple[str, ...]
    meaning: Linear
    words: Linear
    concern: float
    answer: float
    crisis: float

    def read(self, text: str, vector: np.ndarray) -> Reading:
        """Returns what a text, with its vector of length 1, is a sign of."""
        meant, worded = self.meaning.scores(vector[None, :]), self.words.scores(WORDS.transform([text]))
        return readings(self.labels, meant, worded)[0]

    def raised(self, first: Screening, text: str, vector: np.ndarray, asked: bool = False) -> Screening:
        """Returns the first layer's screening, or a stronger one; never a weaker.

        `asked`: a question is open. A word or two say too little to be more than the first layer hears, and
        where it found the dangerous words to mean something else, a card is not for this layer to show.
        """
        if len(text.split()) < FEWEST_WORDS:
            return first
        found = self.read(text, vector)
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
                meaning=self.meaning.weights.astype(np.float32),
                meaning_bias=self.meaning.bias.astype(np.float32),
                words=self.words.weights.astype(np.float32),
                words_bias=self.words.bias.astype(np.float32),
                thresholds=np.array([self.concern, self.answer, self.crisis]),
            )

    @classmethod
    def load(cls, path: Path) -> SecondLayer:
        """Reads what `save` wrote; raises `OSError` or `ValueError` where it is not that."""
        with np.load(path, allow_pickle=False) as kept:
            meaning = Linear(kept["meaning"], kept["meaning_bias"])
            words = Linear(kept["words"], kept["words_bias"])
            thresholds = (float(one) for one in kept["thresholds"])
            return cls(tuple(map(str, kept["labels"])), meaning, words, *thresholds)


def readings(labels: Sequence[str], meant: np.ndarray, worded: np.ndarray) -> list[Reading]:
    """Returns the readings of both models' scores, shape (texts, labels): the mean of their log-shares."""
    means = (1 - WORDS_SHARE) * _log_shares(meant) + WORDS_SHARE * _log_shares(worded)
    return [_reading(labels, row) for row in np.exp(_log_shares(means))]


def _log_shares(scores: np.ndarray) -> np.ndarray:
    lowered = scores - scores.max(axis=-1, keepdims=True)
    shares: np.ndarray = lowered - np.log(np.exp(lowered).sum(axis=-1, keepdims=True))
    return shares


def _reading(labels: Sequence[str], shares: np.ndarray) -> Reading:
    danger = {category: 0.0 for category in get_args(Category)}
    plain = 0.0
    for label, share in zip(labels, shares, strict=True):
        if label != NONE:
            category, level = label.split()
            danger[category] += float(share)
            plain += float(share) * (level == "crisis")
    return Reading(max(danger, key=lambda one: danger[one]), sum(danger.values()), plain)
