"""Measures what the coach understands, on sentences it was not made from, and writes it down (`make eval`).

Three kinds of figures: cross-validation over the project's own sentences, the project's held-out sentences
(tests/nlu), and, where a folder is given, strangers' messages. They stand in that order of trust, last best.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median
from typing import Any, Callable, Iterable, Sequence

from bot.content import ROOT, load
from bot.nlu.encoder import encoder, own_vectors
from bot.nlu.fitting import fitted
from bot.nlu.second_layer import both_layers, everyday, examples, second_layer
from bot.runtime.understand import Understanding
from bot.safety.screen import Screening, screen

CARD = ROOT / "docs" / "model-card.md"
BEGIN, END = "<!-- figures: make eval -->", "<!-- end of figures -->"
HELD_OUT = ROOT / "tests" / "nlu" / "held_out.yml"
HELD_OUT_AGAIN = ROOT / "tests" / "nlu" / "held_out_again.yml"
HELD_OUT_SCREEN = ROOT / "tests" / "nlu" / "held_out_screen.yml"
PAIRS = 12
"""Confusions worth reading."""
SITTING, FREE, SITTINGS = 20, 6, 1000
"""Turns of a sitting, how many of them are free texts, and how many sittings are drawn."""
TRANSCRIPTS = ROOT / "tests" / "conversations"
IN_DANGER = ("utter_card", "ask_crisis", "_concern", "safety")
"""What marks a transcript in which somebody is in danger, or feared to be."""

Row = dict[str, Any]
Screen = Callable[[str], Screening]


def measure(model: Path, strangers: Path | None) -> str:
    """Returns all figures as Markdown."""
    understanding = Understanding(model)
    parts = [
        _intents_crossed(),
        _intents("Held-out sentences of the first author", _yaml(HELD_OUT), understanding),
        _intents("Held-out sentences of another author", _yaml(HELD_OUT_AGAIN), understanding),
        _screened("Held-out sentences of the project", _yaml(HELD_OUT_SCREEN)),
        _calm_sittings(),
        _cost(),
    ]
    if strangers is not None:
        routing = [{**row, "intent": row["label"]} for row in _jsonl(strangers / "routing.jsonl")]
        crisis = [{**row, "kind": row["explicitness"]} for row in _jsonl(strangers / "crisis.jsonl")]
        harmless = [{**row, "category": "none"} for row in _jsonl(strangers / "noncrisis.jsonl")]
        parts += [
            _intents("Strangers' messages", routing, understanding),
            _screened("Strangers' messages", [*crisis, *harmless]),
            _functional(_jsonl(strangers / "functional.jsonl")),
        ]
    return "\n\n".join(parts)


def write(figures: str, card: Path = CARD) -> None:
    """Puts the figures between the marks of the model card."""
    head, _, rest = card.read_text(encoding="utf-8").partition(BEGIN)
    tail = rest.partition(END)[2]
    card.write_text(f"{head}{BEGIN}\n\n{figures}\n\n{END}{tail}", encoding="utf-8")


def _yaml(path: Path) -> list[Row]:
    return load(path, list[Row])


def _jsonl(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _intents_crossed() -> str:
    """Five folds over `data/nlu`, each read by the network that was kept from it."""
    texts, intents = zip(*everyday(), strict=True)
    networks, crossed = fitted(own_vectors(texts), intents)
    guessed = [networks.labels[one] for one in crossed.argmax(axis=-1)]
    rows = [({intent}, guess) for intent, guess in zip(intents, guessed, strict=True)]
    return f"### Intents, cross-validation over {len(rows)} own sentences\n\n{_by_intent(rows)}"


def _intents(title: str, rows: Sequence[Row], understanding: Understanding) -> str:
    found = [
        ({row["intent"], *(row.get("also") or ())}, str(understanding.of(row["text"])["intent"]))
        for row in rows
    ]
    return f"### Intents: {title} ({len(rows)})\n\n{_by_intent(found)}"


def _by_intent(rows: Sequence[tuple[set[str], str]]) -> str:
    """Returns accuracy, precision and recall by intent, and the pairs most often taken for one another."""
    right = sum(guess in meant for meant, guess in rows)
    said, known, hit = Counter[str](), Counter[str](), Counter[str]()
    pairs = Counter[tuple[str, str]]()
    for meant, guess in rows:
        said[guess] += 1
        for one in meant if guess not in meant else {guess}:
            known[one] += 1
        if guess in meant:
            hit[guess] += 1
        else:
            pairs[min(meant), guess] += 1
    lines = [f"Best reading acceptable: **{right / len(rows):.3f}** ({right} of {len(rows)})", ""]
    lines += ["| intent | precision | recall | n |", "|---|---|---|---|"]
    for one in sorted(known):
        precision = hit[one] / said[one] if said[one] else 0.0
        lines.append(f"| {one} | {precision:.2f} | {hit[one] / known[one]:.2f} | {known[one]} |")
    read = ", ".join(f"{meant} as {guess} ({n})" for (meant, guess), n in pairs.most_common(PAIRS))
    return "\n".join([*lines, "", f"Most often taken for something else: {read or 'nothing'}."])


def _screened(title: str, rows: Sequence[Row]) -> str:
    """Returns recall by category and kind, and false alarms by kind, for one layer and for both."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        groups[str(row["category"]), str(row["kind"])].append(row["text"])
        groups["none" if row["category"] == "none" else "danger", "all"].append(row["text"])
    lines = [f"### Safety screen: {title} ({len(rows)})", ""]
    lines += ["| category | kind | n | any, words alone | any | crisis, words alone | crisis |"]
    lines += ["|---|---|---|---|---|---|---|"]
    for (category, kind), texts in sorted(groups.items()):
        first, both = _levels(texts, screen), _levels(texts, both_layers)
        lines.append(
            f"| {category} | {kind} | {len(texts)} | {_share(first, 'any')} | {_share(both, 'any')} "
            f"| {_share(first, 'crisis')} | {_share(both, 'crisis')} |"
        )
    return "\n".join(lines)


def _calm_sittings() -> str:
    """Returns how many calm sittings of 20 turns see a check or a card (rule CN5).

    Answers are what is typed in the project's transcripts that never leave calm waters; free texts are
    held-out ones. Neither is among the sentences the layers are made of.
    """
    answers = [_level(text, asked=True) for text in _typed()]
    harmless = [row for row in _yaml(HELD_OUT_SCREEN) if row["kind"] in ("everyday", "relationship")]
    free = [_level(row["text"]) for row in harmless]
    chance = random.Random(11)
    sittings = [
        chance.choices(answers, k=SITTING - FREE) + chance.choices(free, k=FREE) for _ in range(SITTINGS)
    ]
    checked = sum(any(level != "none" for level in one) for one in sittings) / SITTINGS
    carded = sum("crisis" in one for one in sittings) / SITTINGS
    return (
        f"### Calm sittings\n\n{SITTINGS} sittings of {SITTING} turns ({FREE} of them free texts): a card in "
        f"{carded:.1%}, any check in {checked:.1%}. Answers alone ({len(answers)}): a card for "
        f"{_share(answers, 'crisis')}, any check for {_share(answers, 'any')}."
    )


def _typed() -> list[str]:
    """Returns what people type in the transcripts in which nobody is in danger."""
    typed = []
    for path in sorted(TRANSCRIPTS.glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        if not any(mark in text for mark in IN_DANGER):
            steps = load(path, Row).get("steps", [])
            typed += [str(step["you"]) for step in steps if "you" in step]
    return [text for text in dict.fromkeys(typed) if text and text[0] not in "[/"]


def _level(text: str, asked: bool = False) -> str:
    return second_layer().raised(screen(text), text, encoder().encode(text), asked).level


def _levels(texts: Iterable[str], screen_: Screen) -> list[str]:
    return [screen_(text).level for text in texts]


def _rate(levels: Sequence[str], what: str) -> float:
    return sum(level == what or (what == "any" and level != "none") for level in levels) / max(1, len(levels))


def _share(levels: Sequence[str], what: str) -> str:
    return f"{_rate(levels, what):.3f}"


def _functional(rows: Sequence[Row]) -> str:
    """Returns how many short cases come out at the expected or an acceptable level."""
    by = defaultdict[str, list[bool]](list)
    for row in rows:
        by[row["function"]].append(both_layers(row["text"]).level in {row["expect"], *row["accept"]})
    well = [one for found in by.values() for one in found]
    worst = ", ".join(f"{name} {sum(v)} of {len(v)}" for name, v in sorted(by.items()) if not all(v))
    return (
        f"### Functional cases ({len(rows)})\n\nAt the expected or an acceptable level: "
        f"**{sum(well) / len(well):.3f}**. Short of it: {worst or 'none'}."
    )


def _cost() -> str:
    """Returns what encoding and both layers cost per message, on one core."""
    texts = examples()[0][::7]
    encoder().encode(texts[0])
    layer = second_layer()
    seconds = []
    for text in texts:
        began = time.perf_counter()
        layer.raised(screen(text), text, encoder().encode(text))
        seconds.append(time.perf_counter() - began)
    return f"Encoder and both layers of the screen: {1000 * median(seconds):.1f} ms a message (median)."
