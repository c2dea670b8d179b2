"""Fits the small networks of intents and of danger: five, each without a fifth of the examples.

What is averaged in use is also what is measured: every example has one network that has not seen it, and what
that one says of it stands for what may be said of a stranger's text.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Sequence

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import StratifiedKFold
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from bot.safety.networks import Networks, log_shares

FOLDS = 5
HIDDEN = 128
ROUNDS = 24
"""Passes over the examples; with 12 less is understood, with 40 no more. [measured: `make eval`]"""
WARMTHS = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0)
"""What log-shares may be divided by; 1 leaves them as they are."""
STRETCH = 12.0
"""What a vector of length 1 is multiplied by, so that the first steps of the fit are of a good size."""


def fitted(vectors: np.ndarray, labels: Sequence[str]) -> tuple[Networks, np.ndarray]:
    """Returns the networks, and what each text is to the one that was kept from it.

    That is log-shares, shape (texts, labels); `vectors` have length 1 and shape (texts, size). Deterministic
    for the same machine and libraries.
    """
    known = np.array(labels)
    splits = list(StratifiedKFold(FOLDS, shuffle=True, random_state=11).split(vectors, known))
    # A core each: sharing both takes twice as long.
    with threadpool_limits(1), ThreadPoolExecutor(os.cpu_count()) as pool:
        models = list(pool.map(lambda i: _one(vectors[splits[i][0]], known[splits[i][0]], i), range(FOLDS)))
    networks = Networks(
        tuple(map(str, models[0].classes_)),
        np.stack([model.coefs_[0] for model in models]) * STRETCH,
        np.stack([model.intercepts_[0][None, :] for model in models]),
        np.stack([model.coefs_[1] for model in models]),
        np.stack([model.intercepts_[1][None, :] for model in models]),
    )
    crossed = np.zeros((len(known), len(networks.labels)))
    for i, (_, kept) in enumerate(splits):
        crossed[kept] = networks.alone(i).log_shares(vectors[kept])
    warmth = _warmth(crossed, np.searchsorted(networks.labels, known))
    return networks.cooled(warmth), log_shares(crossed / warmth)


def _warmth(crossed: np.ndarray, meant: np.ndarray) -> float:
    """Returns what log-shares, shape (texts, labels), are divided by to be as sure as they are right.

    The one among some at which the meant labels, shape (texts,), are the likeliest (Guo et al. 2017).
    """
    rows = np.arange(len(meant))
    return min(WARMTHS, key=lambda by: -log_shares(crossed / by)[rows, meant].mean())


def recipe() -> str:
    """Returns the sha256 of this recipe, so that what was fitted by another is known."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def _one(vectors: np.ndarray, labels: np.ndarray, seed: int) -> MLPClassifier:
    model = MLPClassifier(
        (HIDDEN,), alpha=1e-3, learning_rate_init=2e-3, batch_size=256, max_iter=ROUNDS, random_state=seed
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it stops early on purpose
        return model.fit(vectors * STRETCH, labels)
