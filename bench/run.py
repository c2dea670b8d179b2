"""Plays one dialogue on the coach and on stock Rasa in one run, and prints what each costs and their ratio.

Both sides take turns at every measurement, so that a slow minute of the machine hits both. See README.md.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import shutil
import statistics
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterator, Optional

import yaml
from sides import HERE, WORK, BenchError, Ours, Player, Side, Stock, size

MB = 1e6
WARM_UP = 3
"""Conversations on each side before the first one counts."""
WINDOW = 12
"""Dialogues in each window of the flatness measurement."""


@dataclass(frozen=True)
class Row:
    """One line of the table; the bar is what issue 2 asks of the ratio, or of ours in `unit`."""

    key: str
    what: str
    unit: str = ""
    ratio_bar: Optional[float] = None
    our_bar: Optional[float] = None
    digits: int = 1


ROWS = (
    Row("turn", "turn, median", "ms", ratio_bar=0.20),
    Row("p95", "turn, 95th of 100", "ms"),
    Row("memory", "memory, all processes", "MB", ratio_bar=0.40, our_bar=450, digits=0),
    Row("cold_start", "cold start to ready", "s", ratio_bar=0.5, our_bar=10),
    Row("training", "training", "s", digits=0),
    Row("store", "store, a conversation", "KB", digits=0),
    Row("install", "environment installed", "MB", ratio_bar=0.5, digits=0),
)
FLATNESS_BAR = 1.2


@dataclass
class Figures:
    """What was measured: {row: value} of each side, and what has no other side."""

    ours: dict[str, float] = field(default_factory=dict)
    stock: dict[str, float] = field(default_factory=dict)
    flatness: float = 0.0
    after_10: float = 0.0
    after_many: float = 0.0
    through_inbox: float = 0.0
    as_written: dict[str, float] = field(default_factory=dict)
    """The share of timed turns that ended with the line the script says."""

    def put(self, key: str, values: dict[str, float]) -> None:
        """Keeps both sides' value of a row."""
        self.ours[key], self.stock[key] = values["ours"], values["stock"]

    def ratio(self, key: str) -> float:
        """Returns ours / stock."""
        return self.ours[key] / self.stock[key]


@contextmanager
def stage(what: str) -> Iterator[None]:
    """Says what is being measured, and how long it took."""
    began = time.monotonic()
    tell(f"{what} …")
    yield
    tell(f"  done in {time.monotonic() - began:.0f} s")


def tell(text: str) -> None:
    """Shows progress."""
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Script:
    """What is typed: `before` is not timed; `turns` are, and end with the lines in `hears`."""

    before: list[str]
    turns: list[str]
    hears: list[str]


def script() -> Script:
    """Returns the dialogue."""
    read = yaml.safe_load((HERE / "dialogue.yml").read_text())
    turns = read["turns"]
    return Script(read["before"], [t["say"] for t in turns], [t["hears"] for t in turns])


def converse(player: Player, sender: str, texts: list[str], **more: str) -> list[dict[str, Any]]:
    """Plays texts in one conversation; returns {ms, said} of each."""
    return [player.turn(sender, text, **more) for text in texts]


def times(turns: list[dict[str, Any]]) -> list[float]:
    """Returns the milliseconds of played turns."""
    return [turn["ms"] for turn in turns]


def measure_training(sides: tuple[Side, ...], figures: Figures, reuse: bool) -> None:
    """Trains both from nothing; with `reuse`, takes an earlier run's model and figure where there is one."""
    kept = WORK / "models" / "training.json"
    if reuse and kept.exists():
        figures.put("training", json.loads(kept.read_text()))
        tell("Training: the models and figures of an earlier run")
        return
    seconds = {}
    for side in sides:
        with stage(f"Training {side.name}"):
            began = time.monotonic()
            side.train()
            seconds[side.name] = time.monotonic() - began
    kept.write_text(json.dumps(seconds))
    figures.put("training", seconds)


def measure_serving(sides: tuple[Side, ...], figures: Figures, starts: int) -> None:
    """Starts both programs in turn, talks to each over REST, notes start and memory; first a warm-up."""
    texts = [*script().before, *script().turns]
    seconds: dict[str, list[float]] = {side.name: [] for side in sides}
    resident: dict[str, list[float]] = {side.name: [] for side in sides}
    for count in range(starts + 1):
        for side in sides:
            with stage(f"Cold start {count} of {starts}, {side.name}" if count else f"Warm-up, {side.name}"):
                store = fresh(f"{side.name}-served")
                began = time.monotonic()
                with side.serve(store) as served:
                    ready = time.monotonic() - began
                    for text in texts:
                        served.post("somebody", text)
                    if count:
                        seconds[side.name].append(ready)
                        resident[side.name].append(served.rss() / MB)
    figures.put("cold_start", medians(seconds))
    figures.put("memory", medians(resident))


def measure_turns(sides: tuple[Side, ...], figures: Figures, rounds: int) -> None:
    """Plays whole conversations with new people, side by side, and notes each turn, and then the store."""
    play = script()
    stores = {side.name: fresh(f"{side.name}-played") for side in sides}
    played: dict[str, list[dict[str, Any]]] = {side.name: [] for side in sides}
    with ExitStack() as stack:
        with stage("Starting the players"):
            players = {s.name: stack.enter_context(s.play(stores[s.name])) for s in sides}
        with stage(f"{rounds} conversations of {len(play.turns)} turns on each side"):
            for count in range(1 - WARM_UP, rounds + 1):
                for name, player in players.items():
                    converse(player, f"person {count}", play.before)
                    turns = converse(player, f"person {count}", play.turns)
                    played[name] += turns if count > 0 else []
                if count > 0 and count % 10 == 0:
                    tell(f"  {count} of {rounds}")
    figures.put("store", {name: size(of) / 1e3 / (WARM_UP + rounds) for name, of in stores.items()})
    taken = {name: times(turns) for name, turns in played.items()}
    figures.put("turn", medians(taken))
    figures.put("p95", {name: statistics.quantiles(ms, n=20)[-1] for name, ms in taken.items()})
    figures.as_written = {name: share_as_written(turns, play) for name, turns in played.items()}


def share_as_written(played: list[dict[str, Any]], play: Script) -> float:
    """Returns the share of turns, in whole dialogues, whose last line is the script's."""
    hears = itertools.cycle(play.hears)
    return statistics.mean(turn["said"][-1:] == [line] for turn, line in zip(played, hears, strict=False))


def measure_flatness(figures: Figures, many: int) -> None:
    """Plays one conversation of `many` turns; then its next dialogues and those of newcomers, in turn."""
    play = script()
    with Ours().play(fresh("ours-flatness")) as player:
        converse(player, "old", play.before)
        with stage(f"One conversation of {many} turns"):
            for count in range(0, many, len(play.turns)):
                converse(player, "old", play.turns)
                if count and count % (len(play.turns) * 100) == 0:
                    tell(f"  {count} of {many}")
        old, new, inbox = [], [], []
        with stage("The same turns, there and in new conversations"):
            for count in range(WINDOW):
                converse(player, f"new {count}", [*play.before, *play.turns])
                new += times(converse(player, f"new {count}", play.turns))
                old += times(converse(player, "old", play.turns))
                inbox += times(converse(player, f"new {count}", play.turns, through="inbox"))
    figures.after_10, figures.after_many = statistics.median(new), statistics.median(old)
    figures.flatness = figures.after_many / figures.after_10
    figures.through_inbox = statistics.median(inbox)


def medians(values: dict[str, list[float]]) -> dict[str, float]:
    """Returns each side's median."""
    return {name: statistics.median(of) for name, of in values.items()}


def fresh(name: str) -> Path:
    """Returns an empty folder for one measurement's databases."""
    folder = WORK / "stores" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def verdict(row: Row, figures: Figures) -> str:
    """Returns the bars of a row and whether they are met."""
    met, bars = [], []
    if row.ratio_bar is not None:
        bars.append(f"<= {row.ratio_bar:.2f}")
        met.append(figures.ratio(row.key) <= row.ratio_bar)
    if row.our_bar is not None:
        bars.append(f"<= {row.our_bar:g} {row.unit}")
        met.append(figures.ours[row.key] <= row.our_bar)
    return f"{' and '.join(bars)}: {'met' if all(met) else 'MISSED'}" if bars else ""


def table(figures: Figures, many: int) -> str:
    """Returns the figures as a table of fixed width."""
    lines = [f"{'':<24}{'ours':>12}{'stock':>12}{'ratio':>8}   bar"]
    for row in ROWS:
        both = figures.ours[row.key], figures.stock[row.key]
        ours, stock = (f"{value:.{row.digits}f} {row.unit}" for value in both)
        ratio, bars = figures.ratio(row.key), verdict(row, figures)
        lines.append(f"{row.what:<24}{ours:>12}{stock:>12}{ratio:>8.2f}   {bars}".rstrip())
    met = "met" if figures.flatness <= FLATNESS_BAR else "MISSED"
    lines += [
        "",
        f"After {many} turns in one conversation a turn takes {figures.after_many:.1f} ms, after 12 it takes "
        f"{figures.after_10:.1f} ms: {figures.flatness:.2f} (<= {FLATNESS_BAR}: {met}).",
        f"From Telegram, kept before and after (inbox and outbox): {figures.through_inbox:.1f} ms, median.",
        "Turns that went as written: "
        f"ours {figures.as_written['ours']:.1%}, stock {figures.as_written['stock']:.1%}.",
        "Stock is Rasa 3.6.21 with its default pipeline and policies; the coach's phrase matcher, screen and",
        "importer are added so that the dialogue is the same.",
        f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}.",
    ]
    return "\n".join(lines)


def as_json(figures: Figures) -> dict[str, Any]:
    """Returns the ratios, then both sides' values in the table's units."""
    ratios = {f"{row.key}_ratio": round(figures.ratio(row.key), 4) for row in ROWS}
    return {
        **ratios,
        "flatness": round(figures.flatness, 4),
        "as_written": figures.as_written,
        "units": {row.key: row.unit for row in ROWS},
        "ours": {
            **figures.ours,
            "turn_after_12": figures.after_10,
            "turn_after_many": figures.after_many,
            "turn_through_inbox": figures.through_inbox,
        },
        "stock": figures.stock,
    }


def main() -> int:
    """Measures everything once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--rounds", type=int, default=40, help="conversations on each side")
    parser.add_argument("--starts", type=int, default=3, help="cold starts of each side")
    parser.add_argument("--turns", type=int, default=5000, help="turns of the long conversation")
    parser.add_argument("--reuse", action="store_true", help="keep the models of an earlier run")
    options = parser.parse_args()
    ours, stock = Ours(), Stock()
    sides: tuple[Side, ...] = (ours, stock)
    figures = Figures()
    (WORK / "models").mkdir(parents=True, exist_ok=True)
    shutil.rmtree(WORK / "logs", ignore_errors=True)
    try:
        for side in sides:
            with stage(f"Making {side.name} ready (installed and trained once)"):
                side.make_ready()
        measure_training(sides, figures, options.reuse)
        measure_turns(sides, figures, options.rounds)
        measure_serving(sides, figures, options.starts)
        measure_flatness(figures, options.turns)
    except BenchError as error:
        tell(f"bench: {error}")
        return 1
    figures.put("install", {s.name: size(s.installed, without="__pycache__") / MB for s in sides})
    print(table(figures, options.turns))
    if options.json:
        options.json.write_text(json.dumps(as_json(figures), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
