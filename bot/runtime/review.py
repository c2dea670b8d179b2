"""The clinical sign-off: every crisis text and every rule with a fingerprint, and who signed it when.

The list in `docs/clinical-review.md` is written from the content and the code that speaks it; a signature
holds for one fingerprint, so a changed text is open again.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Iterator

from bot.content import CONTENT, ROOT, ResponseFile, content, load, responses_once
from bot.safety.conversation import conversation, line_of
from bot.safety.languages import languages

FILE = ROOT / "docs" / "clinical-review.md"
HEAD = ("| id | what | reviewer | date | open |", "|---|---|---|---|---|")
NOBODY = "-"
SIGNED = "no"
"""What a reviewer writes under `open`, beside a name and a date."""

DESKS = ("crisis", "partner_safety", "hiding", "safety_plan")
"""Files of spoken lines that are all about danger."""
ROOMS = (
    *(f"actions/{name}.py" for name in (*DESKS, "flagged")),
    *(f"runtime/{name}.py" for name in ("cards", "hiding")),
    *(f"safety/{name}.py" for name in ("conversation", "partner")),
)
"""Code whose every line is about danger."""
DEEDS = frozenset(
    {
        "show_card",
        "card_text",
        "begin_crisis",
        "begin_concern",
        "turn_away_minor",
        "disclosed",
        "instead",
        "flag",
    }
)
"""What shows lines of help or records danger; what is said in the same breath is listed too."""
DANGER = re.compile(
    r"^utter_card|_safe(?!_place)(_|$)|"
    r"_(crisis|concern|alert|minor|safety|unsafe|danger|blocked|flagged|hiding|hidden|hurt|nerves|freedom|stop)(_|$)"
)
"""Names of lines about danger wherever they stand."""
UNSPOKEN = "hours_unknown"
"""The one part of `content/crisis/cards.yml` that is looked for, not shown."""


@dataclass(frozen=True)
class Item:
    """A text or a rule to be signed."""

    id: str
    text: str

    @property
    def fingerprint(self) -> str:
        """The first eight hexadecimal digits of the text's sha256."""
        return sha256(self.text.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Row:
    """A line of the list as it is written, with whatever the reviewer put there."""

    id: str
    fingerprint: str
    reviewer: str = NOBODY
    date: str = NOBODY
    open: str = "yes"

    @property
    def signed(self) -> bool:
        """Whether a name, a day and the reviewer's word stand behind it."""
        return self.open.lower() == SIGNED and self.reviewer not in ("", NOBODY) and _is_day(self.date)


@cache
def items() -> tuple[Item, ...]:
    """Returns all there is to sign: lines in the order they are written, cards, languages, rules."""
    listed = _spoken_in_danger()
    spoken = [Item(name, _shown(lines)) for name, lines in responses_once().items() if name in listed]
    cards = [
        Item(f"card.{name}", text) for name, text in _leaves(content("crisis/cards.yml", dict[str, Any]))
    ]
    own = [Item(f"card.language.{code}", known.line) for code, known in languages().items()]
    rules = [Item(name, text) for name, text in content("crisis/rules.yml", dict[str, str]).items()]
    return (*spoken, *cards, *own, *rules)


def rows(document: str) -> list[Row]:
    """Returns the lines of the list in a document."""
    found = []
    for line in document.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or line in HEAD or len(cells) != 5:
            continue
        mark = re.search(r"`([0-9a-f]{8})`$", cells[1])
        found.append(Row(cells[0], mark[1] if mark else "", *cells[2:]))
    return found


def kept(document: str) -> list[Row]:
    """Returns the list as it should stand: every item once, with the signature that still fits its text."""
    written = {(row.id, row.fingerprint): row for row in rows(document)}
    fitting = (written.get((item.id, item.fingerprint), Row(item.id, item.fingerprint)) for item in items())
    return [replace(row, open=SIGNED if row.signed else "yes") for row in fitting]


def open_rows(document: str) -> int:
    """Returns how many items nobody has signed as they stand now."""
    return sum(not row.signed for row in kept(document))


def out_of_step(document: str) -> list[str]:
    """Returns what is wrong with a document's list, one line each; nothing where it is in step."""
    written, now = rows(document), {item.id: item.fingerprint for item in items()}
    named = [row.id for row in written]
    return [
        *(f"{name}: missing" for name in now if name not in named),
        *(f"{name}: listed twice" for name in dict.fromkeys(named) if named.count(name) > 1),
        *(f"{row.id}: unknown" for row in written if row.id not in now),
        *(
            f"{row.id}: its text has changed"
            for row in written
            if row.fingerprint != now.get(row.id, row.fingerprint)
        ),
        *(
            f"{row.id}: closed without a name and a day"
            for row in written
            if row.open != "yes" and not row.signed
        ),
    ]


def rewritten(document: str) -> str:
    """Returns the document with its list made anew; what stands around the list stays."""
    lines = document.splitlines()
    listed = [i for i, line in enumerate(lines) if line.startswith("|")]
    before, after = (lines[: listed[0]], lines[listed[-1] + 1 :]) if listed else ([*lines, ""], [])
    table = [
        f"| {row.id} | {_cell(item.text)} `{row.fingerprint}` | {row.reviewer} | {row.date} | {row.open} |"
        for item, row in zip(items(), kept(document), strict=True)
    ]
    return "\n".join([*before, *HEAD, *table, *after]).rstrip("\n") + "\n"


def review(path: Path = FILE) -> list[str]:
    """Rewrites the list and returns what changed and what is open, for the operator."""
    document = path.read_text(encoding="utf-8") if path.exists() else "# Clinical review\n"
    found, signed = out_of_step(document), {row.id for row in rows(document) if row.signed}
    made = rewritten(document)
    path.write_text(made, encoding="utf-8")
    again = sorted(signed - {row.id for row in kept(made) if row.signed})
    return [
        *found,
        *(f"{name}: was signed, and is open again or gone" for name in again),
        f"{len(items())} texts and rules, {open_rows(made)} of them open",
    ]


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _cell(text: str) -> str:
    return text.replace("|", "&#124;").replace("\n", " / ")


def _shown(wordings: list[dict[str, Any]]) -> str:
    """Returns all that is shown of a response: each wording with its buttons."""
    return "\n".join(
        " ".join((str(one["text"]), *(f"[{button['title']}]" for button in _buttons(one))))
        for one in wordings
    )


def _buttons(wording: dict[str, Any]) -> Iterator[dict[str, str]]:
    yield from wording.get("buttons", ())
    yield from wording.get("metadata", {}).get("last", ())


def _leaves(part: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Yields (dotted name, text) for every text of a table; a list is one text, in its order."""
    for name, value in part.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}{name}.")
        elif name != UNSPOKEN:
            yield (
                f"{path}{name}",
                ", then ".join(value) or "nothing" if isinstance(value, list) else str(value),
            )


def _spoken_in_danger() -> frozenset[str]:
    """Returns the ids of every response a crisis or a concern may speak."""
    known = responses_once()
    found = {name for name in known if DANGER.search(name)}
    for desk in DESKS:
        found |= set(load(CONTENT / "responses" / f"{desk}.yml", ResponseFile).responses)
    for name, question in conversation().questions.items():
        replies = [*question.replies.values(), *([question.otherwise] if question.otherwise else [])]
        found |= {line for reply in replies for line in reply.say}
        found |= {line for line in (line_of(name), question.before) if line}
    for path in sorted((ROOT / "bot").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        whole = path.relative_to(ROOT / "bot").as_posix() in ROOMS
        found |= set(_named(tree) if whole else _in_one_breath(tree))
    return frozenset(found & set(known))


def _named(tree: ast.AST) -> Iterator[str]:
    """Yields every id a piece of code may speak: a line by its name, or by its question's."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (node.value, f"utter_ask_{node.value}")


def _in_one_breath(tree: ast.AST) -> Iterator[str]:
    """Yields what is said in the same block of statements as lines of help or a record of danger."""
    for node in ast.walk(tree):
        for block in (getattr(node, "body", None), getattr(node, "orelse", None)):
            if isinstance(node, ast.Module | ast.ClassDef) or not isinstance(block, list):
                continue
            plain = [statement for statement in block if not hasattr(statement, "body")]
            if any(map(_tells_of_danger, plain)):
                yield from (name for statement in plain for name in _named(statement))


def _tells_of_danger(tree: ast.AST) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called in DEEDS:
                return True
        if isinstance(node, ast.Constant) and node.value == "utter_card":
            return True
    return False
