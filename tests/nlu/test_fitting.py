"""The small networks learn what is there, are as sure as they are right, and come out the same again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.fitting import FOLDS, fitted
from bot.safety.networks import Networks

LABELS = ("a", "b", "c")
NOISE = 0.3
"""Share of examples whose label is drawn at random."""


@pytest.fixture(scope="module")
def examples() -> tuple[np.ndarray, list[str]]:
    chance = np.random.default_rng(11)
    meant = chance.integers(len(LABELS), size=600)
    vectors = np.eye(len(LABELS))[meant] + chance.normal(scale=0.3, size=(600, len(LABELS)))
    told = np.where(chance.random(600) < NOISE, chance.integers(len(LABELS), size=600), meant)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), [LABELS[one] for one in told]


@pytest.fixture(scope="module")
def made(examples: tuple[np.ndarray, list[str]]) -> tuple[Networks, np.ndarray]:
    return fitted(*examples)


def test_each_example_is_read_by_one_that_was_kept_from_it(
    examples: tuple[np.ndarray, list[str]], made: tuple[Networks, np.ndarray]
) -> None:
    vectors, _ = examples
    networks, crossed = made
    alone = np.stack([networks.alone(i).log_shares(vectors) for i in range(FOLDS)])
    assert (np.isclose(alone, crossed).all(axis=-1).sum(axis=0) >= 1).all()


def test_they_are_as_sure_as_they_are_right(
    examples: tuple[np.ndarray, list[str]], made: tuple[Networks, np.ndarray]
) -> None:
    _, labels = examples
    networks, crossed = made
    right = np.mean(
        [networks.labels[i] == label for i, label in zip(crossed.argmax(-1), labels, strict=True)]
    )
    assert right > 1 - NOISE - 0.1
    assert abs(np.exp(crossed).max(axis=-1).mean() - right) < 0.1


def test_they_are_made_the_same_again_and_read_as_they_were_written(
    examples: tuple[np.ndarray, list[str]], made: tuple[Networks, np.ndarray], tmp_path: Path
) -> None:
    again, _ = fitted(*examples)
    made[0].save(tmp_path / "networks.npz")
    kept = Networks.load(tmp_path / "networks.npz")
    for networks in (again, kept):
        assert networks.labels == made[0].labels
        assert np.allclose(networks.log_shares(examples[0]), made[0].log_shares(examples[0]), atol=1e-5)
