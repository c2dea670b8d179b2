"""Loads `content/` strictly: an unknown key, a blank or a wrong type fails with file and line.

The one room for YAML. The shapes live beside what uses them (`coaching/`, `safety/`), as `Shape`s.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Iterator, Optional, TypeVar

import yaml
from pydantic import BaseModel, Extra, ValidationError, parse_obj_as

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "content"


class ContentError(ValueError):
    """A content file that cannot be used, told as `file:line: what is wrong`."""


class Shape(BaseModel):
    """A part of a content file: frozen, with no key beyond the ones it names."""

    class Config:
        extra = Extra.forbid
        allow_mutation = False
        frozen = True
        anystr_strip_whitespace = True
        min_anystr_length = 1


T = TypeVar("T")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader, the fast one where it is built in, that refuses a key written twice."""


def _mapping(loader: _Loader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: dict[Any, int] = {}
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise ContentError(f"{loader.path}:{_line(key_node)}: {key!r} is written twice")
        seen[key] = _line(key_node)
    loader.flatten_mapping(node)
    return yaml.constructor.SafeConstructor.construct_mapping(loader, node, deep)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _line(node: Optional[yaml.Node]) -> int:
    return int(node.start_mark.line) + 1 if node is not None else 1


def _shown(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(ROOT))
    except ValueError:
        return path.name


def _line_of(root: yaml.Node | None, where: tuple[int | str, ...]) -> int:
    """Returns the line of the deepest node on a pydantic error's path."""
    node, line = root, 1
    for step in where:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if found is None:
                break
            line, node = _line(found[0]), found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = _line(node)
    return line


def load(path: Path, shape: type[T]) -> T:
    """Returns a YAML file read as `shape` (a `Shape` or any type pydantic can build).

    Raises `ContentError` with file and line on bad YAML, unknown or missing keys, blanks and wrong types.
    """
    name = _shown(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ContentError(f"{name}:1: cannot be read ({error.strerror})") from None
    try:
        loader = _Loader(text)
        loader.path = name
        root = loader.get_single_node()
        value = loader.construct_document(root) if root is not None else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentError(f"{name}:{line}: {error.problem}") from None
    try:
        return parse_obj_as(shape, value)
    except ValidationError as error:
        first = error.errors()[0]
        where = tuple(step for step in first["loc"] if step != "__root__")
        line = _line_of(root, where)
        raise ContentError(f"{name}:{line}: {'.'.join(map(str, where)) or 'file'}: {first['msg']}") from None


@cache
def content(name: str, shape: type[T]) -> T:
    """Returns `content/<name>` read as `shape`, once per process."""
    return load(CONTENT / name, shape)


def response_files(root: Path = CONTENT) -> Iterator[Path]:
    """Yields every file of spoken lines, in name order."""
    return iter(sorted((root / "responses").glob("*.yml")))


class ButtonLine(Shape):
    """A button as an author writes it: what it shows, and the choice or `/command` it means."""

    title: str
    payload: str


class SpokenLine(Shape):
    """One wording of a response, with its buttons and the condition it is for."""

    text: str
    buttons: tuple[ButtonLine, ...] = ()
    condition: tuple[dict[str, Any], ...] = ()
    metadata: Optional[dict[str, Any]] = None


class ResponseFile(Shape):
    """A file of `content/responses/`, in Rasa's own format."""

    version: str
    responses: dict[str, tuple[SpokenLine, ...]]


def responses(root: Path = CONTENT) -> dict[str, list[dict[str, Any]]]:
    """Returns every response by name, as Rasa's domain wants them.

    Raises `ContentError` where a name stands in two files or has no line.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for path in response_files(root):
        for name, lines in load(path, ResponseFile).responses.items():
            if name in found:
                raise ContentError(f"{_shown(path)}:1: {name} is written in another file too")
            if not lines:
                raise ContentError(f"{_shown(path)}:1: {name} has no line")
            found[name] = [_as_rasa(line) for line in lines]
    return found


def _as_rasa(line: SpokenLine) -> dict[str, Any]:
    plain = {key: value for key, value in line.dict(exclude_none=True).items() if value}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()}


@cache
def responses_once() -> dict[str, list[dict[str, Any]]]:
    """Returns `responses()`, read once per process."""
    return responses()


def titles(response: str) -> dict[str, str]:
    """Returns {value: title} of a response's buttons, as the author wrote them.

    Buttons that follow others made from data stand under `metadata: {last: [...]}` of the line.
    """
    return {
        button["payload"]: button["title"]
        for line in responses_once().get(response, [])
        for button in (*line.get("buttons", ()), *line.get("metadata", {}).get("last", ()))
    }
