"""The encoder is the one that was checked, says the same for the same text, and knows what is near."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from safetensors.numpy import load_file

from bot.nlu import encoder
from bot.nlu.encoder import SIZE, WrongWeights, build, checked, graph

TEXTS = (
    "I feel so alone in my marriage",
    "my husband never talks to me and i feel lonely",
    "what is a good recipe for soup",
    "he left me on read again",
    "ok",
    "word " * 600,
)


def test_a_vector_has_length_one_and_is_the_same_each_time() -> None:
    for text in TEXTS:
        vector = encoder.encoder().encode(text)
        assert vector.shape == (SIZE,)
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
        assert (vector == encoder.encoder().encode(text)).all()


def test_what_means_alike_is_near() -> None:
    alone, lonely, soup = (encoder.encoder().encode(text) for text in TEXTS[:3])
    assert alone @ lonely > 1.2 * (alone @ soup)


def test_small_numbers_change_little() -> None:
    exact = onnxruntime.InferenceSession(graph(load_file(checked("model.safetensors"))).SerializeToString())
    for text in TEXTS:
        tokens = np.array([encoder.encoder()._tokenizer.encode(text).ids], dtype=np.int64)
        assert exact.run(None, {"tokens": tokens})[0][0] @ encoder.encoder().encode(text) > 0.95


def test_it_is_built_alike_each_time(tmp_path: Path) -> None:
    build(tmp_path / "again.onnx")
    assert hashlib.sha256((tmp_path / "again.onnx").read_bytes()).hexdigest() == encoder.identity()


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(encoder.CHECKSUMS, "tokenizer.json", "0" * 64)
    with pytest.raises(WrongWeights, match="tokenizer.json"):
        checked("tokenizer.json")
