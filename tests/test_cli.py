"""The console script as its users start it: as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def coach(*arguments: str, text: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs `coach` and returns what it said."""
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        input=text,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


def test_screen_reads_lines_and_jsonl_and_writes_jsonl(tmp_path: Path) -> None:
    lines = "we had pasta\n" + json.dumps({"text": "i am going to end my life tonight"}) + "\n{not json\n"
    result = coach("screen", "--lexicon", text=lines, COACH_VAR=str(tmp_path))
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["level"] for row in rows] == ["none", "crisis", "none"]
    assert rows[1]["category"] == "SU"
    assert set(rows[0]) == {"text", "level", "category", "matched"}


def test_rehearse_prints_json(tmp_path: Path) -> None:
    result = coach("rehearse", "You never listen to me.", COACH_VAR=str(tmp_path))
    assert json.loads(result.stdout)["B"] == 0


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    result = coach("doctor", COACH_VAR=str(tmp_path), COACH_HTTP_PORT="many")
    assert result.returncode == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "COACH_HTTP_PORT" in result.stderr


def test_doctor_tells_what_is_not_checked(tmp_path: Path) -> None:
    result = coach("doctor", COACH_VAR=str(tmp_path))
    assert result.returncode == 0
    assert len(result.stdout.splitlines()) >= 7


def test_a_missing_key_beside_rows_stops_the_start(tmp_path: Path) -> None:
    first = coach("chat", text="hi\n", COACH_VAR=str(tmp_path))
    assert first.returncode == 0, first.stderr
    (tmp_path / "operator.key").unlink()
    second = coach("chat", text="hi\n", COACH_VAR=str(tmp_path))
    assert second.returncode == 1
    assert "COACH_ENCRYPTION_KEY" in second.stderr
    assert "Traceback" not in second.stderr


def test_the_operator_looks_at_nudges_of_nobody(tmp_path: Path) -> None:
    for act in (("report",), ("preview", "12", "--days", "14")):
        result = coach("nudges", *act, COACH_VAR=str(tmp_path))
        assert result.returncode == 0, result.stderr
        assert result.stdout.strip()
