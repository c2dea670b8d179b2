"""The stand-ins are needed, are for nothing the coach uses, and step aside where TensorFlow is."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest
import yaml

from bot.content import ROOT
from bot.runtime.without_tensorflow import STAND_INS

TRY = """
import importlib, os, sys
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
        print("imported", name)
    except ImportError:
        print("needs TensorFlow", name)
"""
without = pytest.mark.skipif(importlib.util.find_spec("tensorflow") is not None, reason="TensorFlow is here")


@without
def test_no_stand_in_is_left_over() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", TRY, *STAND_INS], capture_output=True, text=True, check=True, timeout=120
    )
    assert ran.stdout.splitlines() == [f"needs TensorFlow {name}" for name in STAND_INS]


@without
def test_rasa_is_whole_but_for_them() -> None:
    assert [name for name in STAND_INS if getattr(sys.modules[name], "__file__", None)] == []
    for name, classes in STAND_INS.items():
        for one in classes:
            assert getattr(sys.modules[name], one).__module__ == name


def test_nothing_in_the_configuration_is_one() -> None:
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    used = {part["name"].split(".")[-1] for part in (*config["pipeline"], *config["policies"])}
    assert not used & {name for classes in STAND_INS.values() for name in classes}
