"""The second layer of the screen: what a text means, from its vector; it may raise what the lexicon says.

Small networks over the encoder's vectors and a linear model over the words as they stand tell a category's
plain cries ("SU crisis") and its hints ("SU concern") from everything else; their readings are averaged.
Thresholds come from cross-validation: which share of harmless texts may be asked a caring question, and which
may be shown a card.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Sequence, get_args

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.utils.murmurhash import murmurhash3_32

from bot.safety.networks import Networks, log_shares
from bot.safety.records import Category, Level
from bot.safety.screen import RANK, Screening

NONE = "none"
FEWEST_WORDS = 3
WORDS = HashingVectorizer(
    n_features=2**15, ngram_range=(1, 2), binary=True, alternate_sign=False, token_pattern=r"[a-z']+|\?"
)
"""Gives a text's words and pairs of words as a sparse vector of length 1; it keeps no list of them."""
_words_of = WORDS.build_analyzer()
WORDS_SHARE = 0.25
"""How much the words count beside the meaning. [measured: `make eval`]"""
AGREED = 0.35
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
class Words:
    """A fitted linear model of `WORDS`: `weights` (labels, words) and `bias` (labels,)."""

    weights: np.ndarray
    bias: np.ndarray

    def log_shares(self, texts: Sequence[str]) -> np.ndarray:
        """Returns the logarithms of the labels' shares, shape (texts, labels)."""
        return log_shares(np.array([self._score(text) for text in texts]) + self.bias)

    def _score(self, text: str) -> np.ndarray:
        """Returns what `WORDS.transform` and a product would, in a tenth of the time."""
        places = list({abs(murmurhash3_32(word)) % WORDS.n_features for word in _words_of(text)})
        score: np.ndarray = self.weights[:, places].sum(axis=1) / max(1, len(places)) ** 0.5
        return score


@dataclass(frozen=True)
class SecondLayer:
    """The fitted models of meaning and of words, and the thresholds (0 to 1).

    `answer` is for answers to a question of an exercise, which speak of hurt because they were asked to.
    """

    meaning: Networks
    words: Words
    concern: float
    answer: float
    crisis: float

    def read(self, text: str, vector: np.ndarray) -> Reading:
        """Returns what a text, with its vector of length 1, is a sign of."""
        meant, worded = self.meaning.log_shares(vector[None, :]), self.words.log_shares([text])
        return readings(self.meaning.labels, meant, worded)[0]

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

    def save(self, folder: Path) -> None:
        """Writes the models as files of plain arrays."""
        folder.mkdir(parents=True, exist_ok=True)
        self.meaning.save(folder / "meaning.npz")
        np.savez(
            folder / "words.npz",
            weights=self.words.weights.astype(np.float32),
            bias=self.words.bias.astype(np.float32),
            thresholds=np.array([self.concern, self.answer, self.crisis]),
        )

    @classmethod
    def load(cls, folder: Path) -> SecondLayer:
        """Reads what `save` wrote; raises `OSError` or `ValueError` where it is not that."""
        with np.load(folder / "words.npz", allow_pickle=False) as kept:
            thresholds = (float(one) for one in kept["thresholds"])
            words = Words(kept["weights"], kept["bias"])
            return cls(Networks.load(folder / "meaning.npz"), words, *thresholds)


def readings(labels: Sequence[str], meant: np.ndarray, worded: np.ndarray) -> list[Reading]:
    """Returns the readings of both models' log-shares, shape (texts, labels), averaged."""
    means = (1 - WORDS_SHARE) * meant + WORDS_SHARE * worded
    return [_reading(labels, row) for row in np.exp(log_shares(means))]


def _reading(labels: Sequence[str], shares: np.ndarray) -> Reading:
    danger = {category: 0.0 for category in get_args(Category)}
    plain = 0.0
    for label, share in zip(labels, shares, strict=True):
        if label != NONE:
            category, level = label.split()
            danger[category] += float(share)
            plain += float(share) * (level == "crisis")
    return Reading(max(danger, key=lambda one: danger[one]), sum(danger.values()), plain)
