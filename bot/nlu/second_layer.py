"""Fits the screen's second layer to the sentences of `content/crisis/examples/`, and keeps it in `models/`.

It needs no trained Rasa model: `coach screen` uses the same file. Everyday examples of the intents
(`data/nlu`) are harmless examples too.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, Iterator, get_args

import numpy as np
from sklearn.base import clone
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bot.content import CONTENT, ROOT, ContentError, Shape, load
from bot.nlu import encoder, fitting
from bot.safety import networks, semantic
from bot.safety.networks import log_shares
from bot.safety.records import Category
from bot.safety.screen import Screening, screen
from bot.safety.semantic import NONE, WORDS, SecondLayer, Words, readings

EXAMPLES = "crisis/examples"
FOLDER = ROOT / "models" / "screen"
ASKED, ANSWERED, SHOWN = 0.025, 0.002, 0.0025
"""Shares of harmless sentences, in cross-validation, that may be asked a caring question (told freely, or in
answer to a question of an exercise) or shown a card. A fraction of what may happen with strangers' texts
(5 %, 1 %, 1 %), since these are worse known. [measured: `make eval`]
"""
WORDING = SGDClassifier(loss="log_loss", alpha=1e-5, max_iter=8, tol=None, random_state=11)
"""How the model of the words is fitted; an exact fit takes ten times as long and changes nothing. [measured]
"""


class Danger(Shape):
    """Shape of an examples file of one category: plain cries, and hints that deserve a question."""

    category: Category
    crisis: tuple[str, ...]
    concern: tuple[str, ...] = ()


class Harmless(Shape):
    """Shape of `content/crisis/examples/none.yml`: lists by what makes them sound dangerous, or not."""

    none: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def second_layer() -> SecondLayer:
    """Returns the layer that is kept, fitting it first where there is none (seconds)."""
    return SecondLayer.load(FOLDER) if _STAMP.exists() else fit()


def is_fresh() -> bool:
    """Tells whether the layer that is kept was fitted to the present sentences with the present encoder."""
    return _STAMP.exists() and _STAMP.read_text() == fingerprint()


def both_layers(text: str) -> Screening:
    """Returns what both layers make of a text."""
    first = screen(text)
    return second_layer().raised(first, text, encoder.encoder().encode(text)) if text.strip() else first


def fit() -> SecondLayer:
    """Fits the layer to all sentences and keeps it; raises `ContentError` for a sentence of two labels."""
    texts, labels = examples()
    layer = fitted(texts, encoder.own_vectors(texts), labels)
    _STAMP.unlink(missing_ok=True)  # cut off between the files, it is fitted anew
    layer.save(FOLDER)
    _STAMP.write_text(fingerprint())
    return layer


def fitted(texts: list[str], vectors: np.ndarray, labels: list[str]) -> SecondLayer:
    """Returns the layer fitted to texts, their vectors, shape (texts, size), and labels; deterministic.

    The thresholds are the lowest that keep harmless sentences of the other folds within `ASKED` and `SHOWN`.
    """
    meaning, meant = fitting.fitted(vectors, labels)
    words, worded = _words(texts, labels)
    found = zip(readings(meaning.labels, meant, worded), labels, strict=True)
    harmless = [reading.danger for reading, label in found if label == NONE]
    return SecondLayer(
        meaning,
        words,
        concern=float(np.quantile(harmless, 1 - ASKED)),
        answer=float(np.quantile(harmless, 1 - ANSWERED)),
        crisis=float(np.quantile(harmless, 1 - SHOWN)),
    )


def _words(texts: list[str], labels: list[str]) -> tuple[Words, np.ndarray]:
    """Returns the model of the words, and the log-shares that models of other folds give each text."""
    rows = WORDS.transform(texts)
    folds = StratifiedKFold(fitting.FOLDS, shuffle=True, random_state=11)
    crossed = cross_val_predict(WORDING, rows, labels, cv=folds, method="decision_function")
    model = clone(WORDING).fit(rows, labels)
    return Words(model.coef_, model.intercept_), log_shares(crossed)


def examples() -> tuple[list[str], list[str]]:
    """Returns the sentences and their labels ("SU crisis", "none"), each sentence once.

    Raises `ContentError` for a sentence that stands under two labels, or a category without sentences.
    """
    found: dict[str, str] = {}
    for text, label in _labelled():
        if found.setdefault(text, label) != label:
            raise ContentError(f"content/{EXAMPLES}: {text!r} stands under {found[text]!r} and {label!r}")
    for text, intent in everyday():
        if intent != "crisis":
            found.setdefault(text, NONE)
    missing = set(get_args(Category)) - {label.split()[0] for label in found.values()}
    if missing:
        raise ContentError(f"content/{EXAMPLES}: no sentences of {', '.join(sorted(missing))}")
    return list(found), list(found.values())


def everyday() -> Iterator[tuple[str, str]]:
    """Yields the examples of the intents as somebody would type them: (text, intent)."""
    for path in _everyday_files():
        for block in load(path, dict[str, Any])["nlu"]:
            for line in str(block.get("examples", "")).splitlines():
                if line.startswith("- ") and not line.startswith("- /"):
                    yield line[2:].strip(), block["intent"]


def _labelled() -> Iterator[tuple[str, str]]:
    for path in _files():
        if path.stem == NONE:
            for texts in load(path, Harmless).none.values():
                yield from ((text, NONE) for text in texts)
        else:
            danger = load(path, Danger)
            yield from ((text, f"{danger.category} crisis") for text in danger.crisis)
            yield from ((text, f"{danger.category} concern") for text in danger.concern)


def _files() -> list[Path]:
    return sorted((CONTENT / EXAMPLES).glob("*.yml"))


def _everyday_files() -> list[Path]:
    return sorted((ROOT / "data" / "nlu").glob("*.yml"))


_RECIPE = (Path(__file__), Path(semantic.__file__), Path(networks.__file__), Path(fitting.__file__))
_STAMP = FOLDER / "made-of.sha256"


def fingerprint() -> str:
    """Returns the sha256 of what the layer is made of: sentences, encoder, this recipe."""
    digest = hashlib.sha256(encoder.identity().encode())
    for path in (*_files(), *_everyday_files(), *_RECIPE):
        digest.update(path.read_bytes())
    return digest.hexdigest()
