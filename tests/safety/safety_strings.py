"""Every string a person could see or tap, wherever it stands under content/."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Iterator

from bot.content import CONTENT, Shape, load

SKIPPED = {f"crisis/{name}.yml" for name in ("lexicon", "spelling", "resources", "languages", "rules")}


class Named(Shape):
    """`named.yml`: what need not screen none."""

    heard: tuple[str, ...]
    named: tuple[str, ...]


def exempt() -> Named:
    """Returns the exemptions."""
    return load(Path(__file__).with_name("named.yml"), Named)


def strings(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yields (keys on the way, string) for every string in a loaded file."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from strings(part, (*path, str(key)))
    elif isinstance(value, list):
        for part in value:
            yield from strings(part, path)


def spoken(root: Path = CONTENT) -> Iterator[tuple[str, str]]:
    """Yields (where, string) for all content but lexicon, table, rules, ids and what people may write."""
    heard = set(exempt().heard)
    for file in sorted(root.rglob("*.yml")):
        name = file.relative_to(root).as_posix()
        if name not in SKIPPED and not name.startswith("crisis/examples/"):
            for path, text in strings(load(file, Any)):
                if not heard & set(path) and not re.fullmatch(r"\w*_\w*", text):
                    yield ".".join((file.stem, *path)), text
