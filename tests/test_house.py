"""The house rules that can be read from the tree: layers, rooms, sizes, docstrings, forms."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
BOT = ROOT / "bot"
MODULES = sorted(path for path in BOT.rglob("*.py") if "migrations" not in path.parts)

LAYERS = [
    {"content", "settings", "coaching", "channels.base"},
    {"safety"},
    {"language"},
    {"journal"},
    {"nudges"},
    {"channels", "nlu", "actions"},
    {"runtime"},
    {"cli"},
]
"""Lowest first; a module imports from its own layer and those below. `channels.base` holds plain values."""

ROOMS = {
    "telegram": {"channels"},
    "rasa_sdk": {"actions", "runtime"},
    "rasa": {"nlu", "runtime"},
    "sanic": {"runtime"},
    "prometheus_client": {"runtime"},
    "sqlalchemy": {"journal"},
    "alembic": {"journal"},
    "spacy": {"language"},
    "yaml": {"content"},
    "dateutil": {"nudges"},
}
"""Outside library -> the rooms that may know it."""


def room(path: Path) -> str:
    """Returns the room a module is in, `channels.base` by itself."""
    parts = path.relative_to(BOT).with_suffix("").parts
    if parts == ("channels", "base"):
        return "channels.base"
    return parts[0] if parts else "cli"


def level(name: str) -> int:
    """Returns the layer of a room."""
    return next(i for i, layer in enumerate(LAYERS) if name in layer)


def imports(path: Path) -> list[str]:
    """Returns the full names of what a module imports, typing-only imports left out."""
    found: list[str] = []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down_only(path: Path) -> None:
    if path.parent == BOT and path.stem == "__init__":
        return
    own = level(room(path))
    for name in imports(path):
        if name.startswith("bot."):
            target = BOT.joinpath(*name.split(".")[1:3])
            there = room(target if target.name != "base" else target.with_suffix(".py"))
            assert level(there) <= own, f"{path.name} imports {name} from above"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_each_library_has_its_room(path: Path) -> None:
    for name in imports(path):
        rooms = ROOMS.get(name.split(".")[0])
        if rooms is not None:
            assert room(path).split(".")[0] in rooms, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_public_thing_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert path.name == "__init__.py" or ast.get_docstring(tree), f"{path.name} has no docstring"
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    public = [n for n in tree.body if isinstance(n, kinds) and not n.name.startswith("_")]
    for node in list(public):
        if isinstance(node, ast.ClassDef):
            public += [n for n in node.body if isinstance(n, kinds) and not n.name.startswith("_")]
    silent = [n.name for n in public if not ast.get_docstring(n) and n.name != "Config"]
    assert not silent, f"{path.name}: {silent}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_room_is_too_long_and_nothing_is_left_open(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", text)
    assert not re.search(r"utter_message\(\s*text", text), "words live in content/"


def test_every_form_lets_every_interruption_through_and_each_has_a_rule() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    ruled = {
        step["intent"]
        for path in (ROOT / "data" / "stories").glob("*.yml")
        for rule in yaml.safe_load(path.read_text(encoding="utf-8")).get("rules", [])
        for step in rule["steps"]
        if "intent" in step
    }
    for name, form in domain["forms"].items():
        assert {"crisis", "not_meant", "lines", "unreadable"} <= set(form["ignored_intents"]), name
        assert set(form["ignored_intents"]) <= ruled, name
    asked = {c["active_loop"] for c in domain["slots"]["answer"]["mappings"][0]["conditions"]}
    assert asked == set(domain["forms"])
    assert set(domain["intents"]) <= ruled | {"nlu_fallback", "delete_that", "lines"}


def test_committed_files_name_no_path_of_a_machine() -> None:
    home = re.compile(r"/(?:root|home|work|tmp)/[a-z]")
    for path in ROOT.rglob("*"):
        ours = path.suffix in {".py", ".yml", ".yaml", ".md", ".toml", ".sh", ".lock"} and path.is_file()
        outside = {".venv", ".tools", "var", "models", ".git", ".rasa", ".hypothesis"} & set(path.parts)
        if ours and not outside and ".venv" not in str(path):
            assert not home.search(path.read_text(encoding="utf-8")), str(path.relative_to(ROOT))
