"""The desk of the lines of help: what is old, what is missing, and what people of a country are shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from bot import cli
from bot.runtime import resources_desk as desk
from bot.safety import cards
from bot.settings import read_settings

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
TODAY = NOW.date()
ISOS = [iso for iso, _ in cards.countries()]
EMERGENCY = cards.resources().emergency[0].copy(update={"checked_on": TODAY})
LINE = cards.Service(
    iso="GB",
    types=("SU",),
    name="A line",
    phone="1",
    hours="24/7",
    always=True,
    checked_on=TODAY,
    checked_against="its own site",
)
YEAR = timedelta(days=366)


def test_every_row_is_listed_the_oldest_first() -> None:
    old = LINE.copy(update={"name": "Older", "checked_on": TODAY - timedelta(days=30)})
    lines, well = desk.check(TODAY, (EMERGENCY, LINE, old))
    assert well
    assert len(lines) == 4
    assert "30 days" in lines[0]
    assert "Older" in lines[0]


def test_the_table_is_well_as_it_stands() -> None:
    lines, well = desk.check(TODAY)
    assert well
    assert len(lines) == len(cards.rows()) + 1


@pytest.mark.parametrize("row", [EMERGENCY, LINE])
def test_a_stale_row_that_is_shown_fails(row: cards.Row) -> None:
    for late, well in ((timedelta(days=365), True), (YEAR, False), (timedelta(days=-1), False)):
        checked = row.copy(update={"checked_on": TODAY - late})
        assert desk.check(TODAY, (checked,))[1] is well


def test_a_stale_row_that_is_not_shown_does_not_fail() -> None:
    lines, well = desk.check(TODAY, (LINE.copy(update={"checked_on": TODAY - YEAR, "enabled": False}),))
    assert well
    assert "not shown" in lines[0]


def test_the_whole_table_fails_once_its_newest_check_is_too_old() -> None:
    newest = max(row.checked_on for row in cards.rows())
    assert not desk.check(newest + YEAR)[1]


def test_missing_fields_are_told() -> None:
    assert desk.lacks(LINE) == ("check on the provider's own site", "text_chat", "site")
    whole = LINE.copy(update={"text_chat": "chat at a site", "site": "a site", "live": True})
    assert desk.lacks(whole) == ()
    assert desk.lacks(whole.copy(update={"always": False, "hours": "check"})) == ("hours",)
    assert desk.lacks(EMERGENCY.copy(update={"live": True})) == ()


def test_a_country_is_shown_what_its_people_see() -> None:
    assert desk.show("GB", "SU", NOW) == cards.card_text("SU", "GB", NOW)
    assert desk.show("gb", "SU", NOW) == desk.show("United Kingdom", "SU", NOW)
    every = desk.show("GB", None, NOW)
    for category in desk.CATEGORIES:
        assert cards.card_text(category, "GB", NOW) in every


@pytest.mark.parametrize("where", ["XX", "Narnia"])
def test_a_country_not_in_the_table_gets_the_worldwide_fallback(where: str) -> None:
    for category in desk.CATEGORIES:
        text = desk.show(where, category, NOW)
        assert text == cards.card_text(category, None, NOW)
        assert "112" in text
        assert category == "ME" or any(
            site in text for site in ("findahelpline", "nomoredirectory", "childhelpline")
        )
    assert "findahelpline.com" in desk.show(where, "SU", NOW)


@pytest.mark.parametrize("iso", ISOS)
def test_each_category_of_each_country_has_a_line(iso: str) -> None:
    for category in desk.CATEGORIES:
        shown = desk.show(iso, category, NOW).splitlines()
        assert cards.emergency_line(iso) in shown
        assert category == "ME" or len(shown) > 2, category


class _Then(datetime):
    """A clock that stands well after every check of the table."""

    @classmethod
    def now(cls, tz: object = None) -> _Then:
        return cls(2036, 1, 1, tzinfo=timezone.utc)


def coach(*arguments: str) -> int:
    """Runs a command in this process, without the console script's logging."""
    options = cli._parser().parse_args(arguments)
    return int(options.run(options, read_settings({})))


def test_the_commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(cli, "datetime", _Then)
    assert coach("resources", "check") == 1
    assert "TOO OLD" in capsys.readouterr().out
    assert coach("resources", "show", "XX", "su") == 0
    assert capsys.readouterr().out.rstrip("\n") == cards.card_text("SU", None, NOW)
    with pytest.raises(SystemExit):
        coach("resources", "show", "GB", "ZZ")


def test_days_are_counted_from_the_day_passed_in() -> None:
    assert (
        "  10 days"
        in desk.check(date(2026, 1, 11), (LINE.copy(update={"checked_on": date(2026, 1, 1)}),))[0][0]
    )
