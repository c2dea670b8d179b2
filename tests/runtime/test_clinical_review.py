"""The clinical sign-off: the list and the texts are in step, and a signature holds for one wording."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import CONTENT, ROOT, load, responses
from bot.runtime import doctor, review
from bot.safety.conversation import conversation, line_of
from bot.safety.languages import languages
from bot.settings import read_settings

WRITTEN = review.FILE.read_text(encoding="utf-8")
RULES = {"ST": 5, "CN": 8, "LN": 4, "ED": 1, "VI": 8, "RQ": 1, "HD": 5, "PR": 1, "PP": 1} | {
    "FU": 6, "OP": 7, "MN": 5, "DT": 4
}  # fmt: skip
"""Rules of each family that the design has."""


def signed(
    document: str, name: str, who: str = "A. Reviewer", day: str = "2026-11-20", word: str = "no"
) -> str:
    """Returns the document with a signature behind one id."""
    found = re.compile(rf"^(\| {re.escape(name)} \| .*`\w{{8}}` \|) - \| - \| yes \|$", re.M)
    assert found.search(document), name
    return found.sub(rf"\1 {who} | {day} | {word} |", document)


@pytest.fixture
def reworded(monkeypatch: pytest.MonkeyPatch) -> str:
    """Changes one text, as an author would, and returns its id."""
    name = "utter_crisis_quiet"
    changed = tuple(
        replace(item, text=item.text + " Really.") if item.id == name else item for item in review.items()
    )
    monkeypatch.setattr(review, "items", lambda: changed)
    return name


def test_list_and_texts_are_in_step() -> None:
    assert review.out_of_step(WRITTEN) == [], "run `coach review`"
    assert review.rewritten(WRITTEN) == WRITTEN, "run `coach review`"


def test_every_id_stands_once() -> None:
    ids = [item.id for item in review.items()]
    assert len(ids) == len(set(ids)) == len(review.rows(WRITTEN))


def test_all_that_a_crisis_or_concern_speaks_is_listed() -> None:
    listed = {item.id for item in review.items()}
    table = conversation()
    asked = {line_of(name) for name in table.questions} & set(responses())
    replies = [
        reply
        for question in table.questions.values()
        for reply in (*question.replies.values(), question.otherwise)
        if reply is not None
    ]
    said = {line for reply in replies for line in reply.say}
    assert asked | said <= listed
    assert {
        name for name in responses() if re.match(r"utter_(ask_)?(crisis|concern|card|alert)", name)
    } <= listed
    assert {f"card.language.{code}" for code in languages()} <= listed
    assert {"card.neutral", "card.first.SU", "card.emergency_unknown", "card.chains.PV"} <= listed
    # said beside a card, or instead of work about somebody dangerous, in rooms that are not about danger
    assert {"utter_ask_thought_blocked", "utter_past_who_to_talk_to", "utter_ask_forget_in_crisis"} <= listed


def test_what_is_said_around_danger_is_named_in_the_code_that_says_it() -> None:
    listed = {item.id for item in review.items()}
    for room in review.ROOMS:
        text = (ROOT / "bot" / room).read_text(encoding="utf-8")
        named = set(re.findall(r"\"(utter_\w+)\"", text)) | {
            f"utter_ask_{question}" for question in re.findall(r"Ask\(\"(\w+)\"", text)
        }
        assert named & set(responses()) <= listed, room


def test_every_rule_is_listed_and_every_rule_the_code_names_exists() -> None:
    rules = set(load(CONTENT / "crisis" / "rules.yml", dict[str, str]))
    assert rules == {f"{family}{n}" for family, most in RULES.items() for n in range(1, most + 1)}
    assert rules <= {item.id for item in review.items()}
    families = "|".join(RULES)
    for path in (ROOT / "bot").rglob("*.py"):
        named = set(re.findall(rf"\b(?:{families})\d+\b", path.read_text(encoding="utf-8")))
        assert named <= rules, path.name


def test_missing_stale_and_unknown_rows_are_told() -> None:
    row = next(line for line in WRITTEN.splitlines() if line.startswith("| utter_crisis_quiet "))
    mark = re.search(r"`(\w{8})`", row)
    assert mark
    assert review.out_of_step(WRITTEN.replace(row + "\n", "")) == ["utter_crisis_quiet: missing"]
    assert review.out_of_step(WRITTEN.replace(row, row.replace(mark[1], "00000000"))) == [
        "utter_crisis_quiet: its text has changed"
    ]
    strange = row.replace("utter_crisis_quiet", "utter_long_gone")
    assert review.out_of_step(WRITTEN.replace(row, f"{row}\n{strange}")) == ["utter_long_gone: unknown"]
    assert review.out_of_step(WRITTEN.replace(row, f"{row}\n{row}")) == ["utter_crisis_quiet: listed twice"]
    assert len(review.out_of_step("")) == len(review.items())


def test_a_signature_stays_while_its_text_does() -> None:
    document = signed(signed(WRITTEN, "card.neutral"), "VI4")
    again = review.rewritten(document)
    assert again == document
    assert review.out_of_step(again) == []
    assert review.open_rows(again) == len(review.items()) - 2


def test_a_changed_text_is_open_again(reworded: str) -> None:
    document = signed(signed(WRITTEN, reworded), "card.neutral")
    assert f"{reworded}: its text has changed" in review.out_of_step(document)
    again = {row.id: row for row in review.rows(review.rewritten(document))}
    assert again[reworded].reviewer == again[reworded].date == review.NOBODY
    assert again[reworded].open == "yes"
    assert again["card.neutral"].signed
    # the doctor does not wait for the list to be rewritten
    assert review.open_rows(document) == len(review.items()) - 1


@pytest.mark.parametrize(
    ("who", "day", "word"), [("-", "2026-11-20", "no"), ("A. B.", "soon", "no"), ("A. B.", "-", "no")]
)
def test_half_a_signature_closes_nothing(who: str, day: str, word: str) -> None:
    document = signed(WRITTEN, "card.above", who, day, word)
    assert review.out_of_step(document) == ["card.above: closed without a name and a day"]
    assert review.open_rows(document) == len(review.items())


def test_buttons_are_part_of_what_is_signed() -> None:
    shown = {item.id: item.text for item in review.items()}
    assert "[Yes]" in shown["utter_ask_crisis_attempt"]
    assert len({item.fingerprint for item in review.items() if item.id.startswith("utter_ask_safety")}) > 5


def test_the_command_rewrites_the_list_and_keeps_what_stands_around_it(tmp_path: Path, reworded: str) -> None:
    path = tmp_path / "clinical-review.md"
    path.write_text(signed(signed(WRITTEN, reworded), "card.neutral"), encoding="utf-8")
    told = review.review(path)
    made = path.read_text(encoding="utf-8")
    assert f"{reworded}: was signed, and is open again or gone" in told
    assert review.out_of_step(made) == []
    assert made.split("| id |")[0] == WRITTEN.split("| id |")[0]
    assert made.splitlines()[-1] == WRITTEN.splitlines()[-1]
    nothing = tmp_path / "new.md"
    review.review(nothing)
    assert review.out_of_step(nothing.read_text(encoding="utf-8")) == []


def test_the_doctor_counts_open_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read_settings({"COACH_VAR": str(tmp_path)})

    def told() -> str:
        return next(line for line in doctor.examine(settings)[0] if "Clinical review" in line)

    path = tmp_path / "clinical-review.md"
    monkeypatch.setattr(doctor, "REVIEW", path)
    whole = len(review.items())
    assert f" {whole} of {whole} " in told(), "without a list nothing is signed"
    path.write_text(signed(WRITTEN, "card.neutral"), encoding="utf-8")
    assert f" {whole - 1} of {whole} " in told()
