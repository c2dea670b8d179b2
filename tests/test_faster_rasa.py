"""What `faster_rasa` leaves out changes no result."""

from __future__ import annotations

from pathlib import Path

import pytest
import rasa.shared.core.events as events
from rasa.shared.core.domain import Domain
from rasa.shared.utils.io import read_yaml
from ruamel.yaml.resolver import VersionedResolver

from bot.content import ROOT
from bot.nlu.importer import with_words
from bot.runtime import faster_rasa


def test_events_are_found_by_name_as_before() -> None:
    faster_rasa.hasten()
    for name in ("user", "bot", "slot", "active_loop", "action", "followup"):
        assert events.Event.resolve_by_type(name) is faster_rasa._resolve(name)


def test_a_domain_reads_the_same(tmp_path: Path) -> None:
    domain = with_words(Domain.load(str(ROOT / "domain.yml")))
    path = tmp_path / "domain.yml"
    domain.persist(path)
    faster_rasa.hasten()
    assert Domain.from_file(str(path)).as_dict() == domain.as_dict()


def test_values_are_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    values = '1, 1.5, yes, no, true, null, ~, "1", 2026-01-02, 0x1f, "", "${HOME}", .inf, "- x", ü'
    text = f"a: [{values}]\nb:\nc: ${{HOME}}/x"
    faster_rasa.hasten()
    ours = read_yaml(text)
    monkeypatch.setattr(VersionedResolver, "resolve", faster_rasa._tag)
    assert ours == read_yaml(text)
    assert ours["a"][0] == 1


def test_the_classifier_of_the_model_is_one_that_is_trusted() -> None:
    faster_rasa.hasten()
    from skops.io._trusted_types import SKLEARN_ESTIMATOR_TYPE_NAMES

    assert any(name.endswith("LogisticRegression") for name in SKLEARN_ESTIMATOR_TYPE_NAMES)
