"""Content is read strictly: what is wrong fails with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import ContentError, Shape, load, responses


class Thing(Shape):
    name: str
    parts: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name: a\nparts: [b]\nwings: 2\n", 3),
        ("name: ''\n", 1),
        ("parts: [b]\n", 1),
        ("name: a\nparts:\n  - b\n  - ''\n", 4),
        ("name: a\nname: b\n", 2),
        ("name: [unclosed\n", 2),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "thing.yml"
    path.write_text(text)
    with pytest.raises(ContentError, match=rf"thing\.yml:{line}: "):
        load(path, Thing)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="none.yml:1"):
        load(tmp_path / "none.yml", Thing)


def test_a_response_written_twice_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "responses"
    folder.mkdir()
    for name in ("a.yml", "b.yml"):
        (folder / name).write_text('version: "3.1"\nresponses:\n  utter_x:\n    - text: "x"\n')
    with pytest.raises(ContentError, match=r"utter_x"):
        responses(tmp_path)


def test_everything_there_is_can_be_read() -> None:
    assert len(responses()) > 100
