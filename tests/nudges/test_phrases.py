"""Wishes about messages are understood as meant, and what is unclear is asked back (issue "nudges")."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nudges.phrases import read
from bot.nudges.told import words
from bot.nudges.wish import Wish

HERE = Path(__file__).parent
ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 4, 15, 10, tzinfo=timezone.utc)
UNDERSTOOD = 0.95


def phrases(name: str) -> list[dict[str, Any]]:
    """Returns the phrases of a file, each with what it means."""
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def told(wish: Wish) -> dict[str, Any]:
    """Returns a wish as the phrases write it; a part of the day goes with the hour that it gave."""
    found: dict[str, Any] = {}
    for name, value in wish.dict(exclude={"unclear"}).items():
        if value == Wish.__fields__[name].default:
            continue
        found[name] = list(value) if isinstance(value, tuple) else value
    if wish.pause_until:
        found["pause"] = f"{found.pop('pause_until').astimezone(ZONE):%Y-%m-%d}"
    if wish.once:
        found["once"] = f"{wish.once.astimezone(ZONE):%Y-%m-%d %H:%M}"
    if wish.days:
        found.pop("excluded", None)
    if wish.at:
        found.pop("part", None)
    return found


def outcome(phrase: dict[str, Any]) -> str:
    """Returns "understood", "asked" (back, without need) or "guessed"."""
    wish = read(phrase["says"], NOW, ZONE)
    wanted = phrase.get("asks")
    as_meant = "means" not in phrase or told(wish) == phrase["means"]
    if wanted:
        return (
            "understood"
            if wanted in wish.unclear and as_meant
            else "asked"
            if wish.unclear or wish.empty
            else "guessed"
        )
    if wish.unclear or wish.empty:
        return "asked"
    return "understood" if as_meant else "guessed"


def test_wishes_are_understood_and_never_guessed() -> None:
    found = [(outcome(phrase), phrase["says"]) for phrase in phrases("schedule_phrases.yml")]
    assert len(found) >= 120
    assert not [says for how, says in found if how == "guessed"]
    assert sum(how == "understood" for how, _ in found) / len(found) >= UNDERSTOOD


@pytest.mark.parametrize("name", ["held_out_phrases.yml", "held_out_again.yml", "held_out_last.yml"])
def test_what_the_reader_was_not_written_on_stays_understood(name: str) -> None:
    found = [outcome(phrase) for phrase in phrases(name)]
    assert found.count("understood") / len(found) >= 0.88
    assert found.count("guessed") / len(found) <= 0.05


@pytest.mark.parametrize(
    "says",
    [
        "leave me alone, i hate mondays",
        "stop texting me i have work tomorrow at 8",
        "no more messages at all, not even on weekends",
        "stop messaging me every day",
        "i asked you to stop yesterday",
        "stop it. you texted me at 8 on sunday",
        "dont message me tomorrow or ever again",
        "i do not wish to receive further messages",
        "would you mind stopping the messages",
        "Hör auf damit!",
        "¡Déjame en paz!",
        "хватит, пожалуйста",
    ],
)
def test_leave_me_alone_is_heard_whatever_stands_beside_it(says: str) -> None:
    assert read(says, NOW, ZONE) == Wish(stop=True)


@pytest.mark.parametrize(
    "says", ["he won't stop texting me", "she told me to leave her alone", "please don't stop"]
)
def test_a_stop_that_is_not_theirs_is_none(says: str) -> None:
    assert not read(says, NOW, ZONE).stop


@pytest.mark.parametrize(
    ("asked", "says", "field", "value"),
    [
        ("days", "monday", "days", (0,)),
        ("days", "you choose", "per_week", 3),
        ("at", "any time", "part", "morning"),
        ("at", "8", "hour", "08:00"),
        ("place", "la", "zone", "America/Los_Angeles"),
        ("place", "leeds", "zone", "Europe/London"),
        ("place", "somewhere nice", "unclear", ("place",)),
    ],
)
def test_a_short_answer_is_read_as_what_was_asked(asked: Any, says: str, field: str, value: Any) -> None:
    assert getattr(read(says, NOW, ZONE, asked=asked), field) == value


def test_one_appointment_needs_a_zone_and_takes_the_one_told() -> None:
    unknown = read("ask me tomorrow at 8pm", NOW)
    assert unknown.one_off and unknown.once is None and unknown.unclear == ("place",)
    there = read("ask me tomorrow at 8pm, tokyo time", NOW)
    assert there.once == datetime(2026, 4, 16, 11, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("says", "means"),
    [
        ("montags und donnerstags um 8 Uhr morgens", {"days": [0, 3], "at": "08:00"}),
        ("nicht am Freitag", {"excluded": [4]}),
        ("Montag bis Freitag", {"days": [0, 1, 2, 3, 4]}),
        ("jeden Tag außer Sonntag", {"excluded": [6]}),
        ("los martes y jueves por la noche", {"days": [1, 3], "part": "evening"}),
        ("de lunes a viernes por la mañana", {"days": [0, 1, 2, 3, 4], "part": "morning"}),
        ("no los domingos", {"excluded": [6]}),
        ("lundi et mercredi soir", {"days": [0, 2], "part": "evening"}),
        ("pas le dimanche", {"excluded": [6]}),
        ("martedì e giovedì", {"days": [1, 3]}),
        ("de segunda a sexta", {"days": [0, 1, 2, 3, 4]}),
        ("às terças e quintas-feiras", {"days": [1, 3]}),
        ("sábado de manhã", {"days": [5], "part": "morning"}),
        ("maandag en vrijdag", {"days": [0, 4]}),
        ("w poniedziałki i środy", {"days": [0, 2]}),
        ("pazartesi ve perşembe", {"days": [0, 3]}),
        ("måndagar och torsdagar", {"days": [0, 3]}),
        ("lørdag", {"days": [5]}),
        ("maanantaisin", {"days": [0]}),
        ("úterý a čtvrtek", {"days": [1, 3]}),
        ("hétfő és péntek", {"days": [0, 4]}),
        ("marți și joi", {"days": [1, 3]}),
        ("somvar aur shukravar", {"days": [0, 4]}),
        ("по понедельникам и средам утром", {"days": [0, 2], "part": "morning"}),
        ("с понедельника по пятницу", {"days": [0, 1, 2, 3, 4]}),
        ("не в воскресенье", {"excluded": [6]}),
        ("у п'ятницю ввечері", {"days": [4], "part": "evening"}),
        ("Δευτέρα και Πέμπτη", {"days": [0, 3]}),
        ("الاثنين والخميس", {"days": [0, 3]}),
        ("ביום שני בערב", {"days": [0], "part": "evening"}),
        ("周一和周五晚上", {"days": [0, 4], "part": "evening"}),
        ("月曜日と木曜日の朝", {"days": [0, 3], "part": "morning"}),
        ("월요일 아침", {"days": [0], "part": "morning"}),
        ("sábados y domingos no", {"excluded": [5, 6]}),
        ("jeden zweiten Montag", {"days": [0], "every": 14}),
        ("Mittwoch statt Montag", {"added": [2], "excluded": [0]}),
        ("周一到周五", {"days": [0, 1, 2, 3, 4]}),
        ("w piątek nie", {"excluded": [4]}),
        ("pazartesi değil", {"excluded": [0]}),
        ("somvar ko nahi", {"excluded": [0]}),
        ("tous les mardis", {"days": [1]}),
        ("text me montags", {"days": [0]}),
        ("mornings please, but nicht mittwochs", {"excluded": [2], "part": "morning"}),
    ],
)
def test_weekdays_are_known_in_the_languages_whose_stop_is(says: str, means: dict[str, Any]) -> None:
    assert outcome({"says": says, "means": means}) == "understood", read(says, NOW, ZONE)


@pytest.mark.parametrize("says", ["lunes o martes", "Montag oder Dienstag", "суббота или воскресенье"])
def test_a_choice_of_days_is_asked_back_in_any_of_them(says: str) -> None:
    assert "days" in read(says, NOW, ZONE).unclear


def test_names_that_are_no_weekday_stay_places_and_feasts() -> None:
    assert read("9am santo domingo time", NOW, ZONE).zone == "America/Santo_Domingo"
    assert read("mardi gras", NOW, ZONE).days == ()


@pytest.mark.parametrize("says", ["um, mornings i guess", "no idea, nu?", "pas mal, mornings"])
def test_without_a_weekday_no_word_of_theirs_counts(says: str) -> None:
    assert told(read(says, NOW, ZONE)) == told(read(says.replace("um,", "").replace("nu", ""), NOW, ZONE))


PIECES = st.sampled_from(
    [*words().days, *words().denies, *words().stop, *words().pause, *words().turns, "at", "8",
     "half past", "pm", "every", "until", "the 3rd",
     "for two weeks", "in leeds", ",", ".", "but", "or", "tomorrow", "20:15"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(text=st.lists(PIECES | st.text(max_size=6), max_size=12).map(" ".join))
def test_any_text_can_be_read_and_a_stop_stands_alone(text: str) -> None:
    wish = read(text, NOW, ZONE)
    assert not wish.stop or wish == Wish(stop=True)
    assert wish.hour is None or "at" in wish.unclear
    assert not set(wish.days) & set(wish.excluded)
