"""Small networks that were fitted before and are averaged here: plain arrays, read and never changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Networks:
    """Networks of one hidden layer over the same vectors; `size` numbers in, a share for each label out."""

    labels: tuple[str, ...]
    inner: np.ndarray
    """Shape (networks, size, hidden)."""
    inner_bias: np.ndarray
    """Shape (networks, 1, hidden)."""
    outer: np.ndarray
    """Shape (networks, hidden, labels)."""
    outer_bias: np.ndarray
    """Shape (networks, 1, labels)."""

    def log_shares(self, vectors: np.ndarray) -> np.ndarray:
        """Returns the logarithms of the labels' shares, shape (texts, labels), of vectors (texts, size)."""
        hidden = np.maximum(vectors @ self.inner + self.inner_bias, 0)
        return log_shares(log_shares(hidden @ self.outer + self.outer_bias).mean(axis=0))

    def alone(self, i: int) -> Networks:
        """Returns the one network `i`."""
        parts = (self.inner, self.inner_bias, self.outer, self.outer_bias)
        return Networks(self.labels, *(part[i : i + 1] for part in parts))

    def cooled(self, by: float) -> Networks:
        """Returns the same networks, less sure of what they say: their scores are divided by `by`."""
        return replace(self, outer=self.outer / by, outer_bias=self.outer_bias / by)

    def save(self, to: Path) -> None:
        """Writes the networks as plain arrays."""
        arrays = (self.inner, self.inner_bias, self.outer, self.outer_bias)
        np.savez(to, *(array.astype(np.float32) for array in arrays), labels=np.array(self.labels))

    @classmethod
    def load(cls, path: Path) -> Networks:
        """Reads what `save` wrote; raises `OSError` or `ValueError` where it is not that."""
        with np.load(path, allow_pickle=False) as kept:
            return cls(tuple(map(str, kept["labels"])), *(kept[f"arr_{i}"] for i in range(4)))


def log_shares(scores: np.ndarray) -> np.ndarray:
    """Returns the logarithm of the softmax over the last axis."""
    lowered = scores - scores.max(axis=-1, keepdims=True)
    shares: np.ndarray = lowered - np.log(np.exp(lowered).sum(axis=-1, keepdims=True))
    return shares
