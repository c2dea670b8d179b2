"""The second layer may raise and never lowers; what is kept of it reads the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.safety.networks import Networks, log_shares
from bot.safety.screen import NONE, RANK, Screening
from bot.safety.semantic import FEWEST_WORDS, WORDS, WORDS_SHARE, SecondLayer, Words

LABELS = ("PV concern", "PV crisis", "SU concern", "SU crisis", "none")
STEEP = 8 / (1 - WORDS_SHARE) * np.eye(5, dtype=np.float32)
MEANING = Networks(
    LABELS,
    np.hstack([np.eye(5), -np.eye(5)]).astype(np.float32)[None],
    np.zeros((1, 1, 10), np.float32),
    np.vstack([STEEP, -STEEP])[None],
    np.zeros((1, 1, 5), np.float32),
)
"""Reads label i, steeply, from number i of a vector."""
SILENT = Words(np.zeros((5, WORDS.n_features), np.float32), np.zeros(5, np.float32))
LAYER = SecondLayer(MEANING, SILENT, 0.5, 0.8, 0.9)
TEXT = "a sentence of some words"
screenings = st.builds(
    Screening,
    st.sampled_from(["concern", "crisis"]),
    st.sampled_from(["SU", "PV", "ME"]),
    st.just("words"),
    st.booleans(),
)
vectors = arrays(np.float32, 5, elements=st.floats(-1, 1, width=32))


@given(st.one_of(st.just(NONE), screenings), vectors)
def test_it_never_lowers_and_keeps_what_the_words_said(first: Screening, vector: np.ndarray) -> None:
    raised = LAYER.raised(first, TEXT, vector)
    assert RANK[raised.level] >= RANK[first.level]
    if first.level != "none":
        assert (raised.category, raised.matched, raised.codes) == (
            first.category,
            first.matched,
            first.codes,
        )


@pytest.mark.parametrize(("label", "how_sure", "level", "category"), [
    ("PV concern", 0.2, "concern", "PV"),
    ("PV concern", 1.0, "crisis", "PV"),
    ("SU crisis", 1.0, "crisis", "SU"),
    ("none", 1.0, "none", None),
])  # fmt: skip
def test_it_raises_to_the_category_it_reads(
    label: str, how_sure: float, level: str, category: str | None
) -> None:
    raised = LAYER.raised(NONE, TEXT, how_sure * np.eye(5)[LABELS.index(label)])
    assert (raised.level, raised.category) == (level, category)


def test_a_word_or_two_are_left_to_the_first_layer() -> None:
    cry = np.eye(5)[LABELS.index("SU crisis")]
    assert LAYER.raised(NONE, " ".join(["word"] * (FEWEST_WORDS - 1)), cry) == NONE


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    LAYER.save(tmp_path / "layer")
    again = SecondLayer.load(tmp_path / "layer")
    vectors = np.eye(5, dtype=np.float32)
    assert again.meaning.labels == LABELS
    assert (again.meaning.log_shares(vectors) == MEANING.log_shares(vectors)).all()
    assert (again.words.log_shares([TEXT]) == SILENT.log_shares([TEXT])).all()
    assert (again.concern, again.answer, again.crisis) == (LAYER.concern, LAYER.answer, LAYER.crisis)


def test_an_answer_needs_more_to_be_asked_about() -> None:
    between = np.log(0.7 / 0.3) / 8 * np.eye(5)[LABELS.index("PV concern")] + np.array([-2, -2, -2, -2, 0])
    vector = between - np.array([-2, 0, 0, 0, 0])
    assert LAYER.raised(NONE, TEXT, vector).level == "concern"
    assert LAYER.raised(NONE, TEXT, vector, asked=True).level == "none"


def test_the_words_are_heard_beside_the_meaning() -> None:
    cry = Words(np.zeros_like(SILENT.weights), np.zeros(5, np.float32))
    cry.weights[LABELS.index("SU crisis")] = 40 * WORDS.transform([TEXT]).toarray()[0]
    layer = replace(LAYER, words=cry)
    harmless = 0.2 * np.eye(5)[LABELS.index("none")]
    assert LAYER.raised(NONE, TEXT, harmless).level == "none"
    assert layer.raised(NONE, TEXT, harmless).category == "SU"


@given(st.text())
def test_words_are_read_as_they_were_fitted(text: str) -> None:
    chance = np.random.default_rng(11)
    words = Words(chance.normal(size=SILENT.weights.shape), chance.normal(size=5))
    fitted = log_shares(np.asarray(WORDS.transform([text]) @ words.weights.T) + words.bias)
    assert np.allclose(words.log_shares([text]), fitted, atol=1e-5)
