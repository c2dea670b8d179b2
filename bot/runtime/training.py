"""Trains the model where it is missing or older than what it is made of; words are not part of it."""

from __future__ import annotations

import hashlib
import sys
import time
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Iterator

from bot.content import ROOT, responses
from bot.nlu import encoder, second_layer

MODELS = ROOT / "models"
MODEL = MODELS / "coach.tar.gz"
FINGERPRINT = MODELS / "coach.sha256"
SOURCES = ("domain.yml", "config.yml", "data", "bot/nlu")


def fingerprint(root: Path = ROOT) -> str:
    """Returns the sha256 of what a model is made of: data, domain, config, components, response names."""
    digest = hashlib.sha256(repr(sorted(responses())).encode())
    for source in SOURCES:
        path = root / source
        files = [path] if path.is_file() else sorted(path.rglob("*.*"))
        for file in files:
            if file.suffix in (".yml", ".py"):
                digest.update(str(file.relative_to(root)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def is_fresh() -> bool:
    """Returns whether the trained model is there and made of the present sources."""
    return MODEL.exists() and FINGERPRINT.exists() and FINGERPRINT.read_text() == fingerprint()


def train(force: bool = False) -> Path:
    """Trains if need be and returns the model's path; raises `RuntimeError` where Rasa trains nothing."""
    if not encoder.FILE.exists():
        with progress("Writing the sentence encoder, once"):
            encoder.build(encoder.FILE)
    if not second_layer.is_fresh():
        with progress("Fitting the safety screen's second layer, once for these sentences"):
            second_layer.fit()
    if not force and is_fresh():
        return MODEL
    from rasa.model_training import train as rasa_train

    now = fingerprint()
    with progress("Training the model, once for these sources"), redirect_stdout(sys.stderr):
        result = rasa_train(
            domain=str(ROOT / "domain.yml"),
            config=str(ROOT / "config.yml"),
            training_files=[str(ROOT / "data")],
            output=str(MODELS),
            fixed_model_name=MODEL.name,
            force_training=force,
        )
    encoder.own_vector.cache_clear()
    if result.code != 0 or not MODEL.exists():
        raise RuntimeError("the model could not be trained; `coach rasa data validate` says why")
    FINGERPRINT.write_text(now)
    return MODEL


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Says what is being done and, at its end, how long it took."""
    began = time.monotonic()
    print(f"{what} …", file=sys.stderr, flush=True)
    yield
    print(f"  done in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
