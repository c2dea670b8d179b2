"""Short answers as people type them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Optional
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching import answers

NOW = datetime(2026, 11, 22, 16, 30, tzinfo=timezone.utc)  # a Sunday
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6 maybe", 6),
        ("more like a 9 tbh", 9),
        ("nine", 9),
        ("7/10", 7),
        ("a solid 8", 8),
        ("12/10", 10),
        ("7 or 8", 8),
        ("6.5", 7),
        ("5. didnt chase though", 5),
        ("8!!", 8),
        ("10", 10),
        ("0", 0),
        ("max", 10),
        ("not an 8, more a 6", 6),
        ("7 out of 10 i think because it went on and on all evening", 7),
        ("like a 7 i think because he was so cold all evening", 7),
        ("not at all", 0),
        ("he called 3 times", None),
        ("no one", None),
        ("i texted him four times", None),
        ("11", None),
        ("that one really got me", None),
        ("everyone knew and i was the only one who did not see any of it", None),
        ("", None),
        ("hm", None),
        ("six hours", None),
        ("-3", None),
    ],
)
def test_a_number_of_the_scale(text: str, expected: Optional[int]) -> None:
    assert answers.number(text) == expected


@given(
    st.integers(0, 10),
    st.sampled_from(["{}", "{} maybe", "like a {}", "{}/10", "i'd say {}", "it was more like a {} tbh"]),
)
def test_every_number_is_read_in_every_frame(value: int, frame: str) -> None:
    assert answers.number(frame.format(value)) == value


@given(st.text(max_size=60), st.integers(0, 5), st.integers(6, 100))
def test_a_number_never_leaves_its_scale(text: str, low: int, high: int) -> None:
    value = answers.number(text, low, high)
    assert value is None or low <= value <= high


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes hes at work till 6", "yes"),
        ("no not at all", "no"),
        ("not really", "no"),
        ("idk", "unsure"),
        ("i don't think so", "no"),
        ("👍", "yes"),
        ("maybe", "unsure"),
        ("lol", None),
        ("no he just goes quiet", "no"),
        ("Yes.", "yes"),
        ("rather not say", "unsure"),
        ("", None),
        ("nope", "no"),
        ("not sure", "unsure"),
    ],
)
def test_yes_no_unsure(text: str, expected: Optional[str]) -> None:
    assert answers.yes_no(text) == expected


KEEP = (("keep", "Keep it till morning"), ("change", "Change it now"), ("bin", "Throw it away"))
NEXT = (("thought", "Look at the thought"), ("say", "Work out what to say"), ("leave", "Leave it"))
FITS = (("accept", "It fits"), ("reject", "Not really"), ("own", "My own word"))


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("keep it", KEEP, "keep"),
        ("throw it", KEEP, "bin"),
        ("chnge it now", KEEP, "change"),
        ("2", KEEP, "change"),
        ("the third", KEEP, "bin"),
        ("delete it", KEEP, "bin"),
        ("dont keep it", KEEP, None),
        ("hm", KEEP, None),
        ("leave it im tired", NEXT, "leave"),
        ("what to say", NEXT, "say"),
        ("the thought", NEXT, "thought"),
        ("doesnt fit", FITS, "reject"),
        ("it fits", FITS, "accept"),
        ("invisible", FITS, None),
    ],
)
def test_a_choice_by_title_or_near_it(
    text: str, options: tuple[tuple[str, str], ...], expected: Optional[str]
) -> None:
    assert answers.choice(text, options, {"bin": ("delete", "bin"), "reject": ("doesn't fit",)}) == expected


def test_a_title_of_little_words_is_still_a_choice() -> None:
    options = (("still", "Still"), ("gone", "Gone"))
    assert answers.choice("still", options) == "still" and answers.choice("its gone", options) == "gone"


@pytest.mark.parametrize("text", ["…", "?", "...", "🙃", "", "  ", "👍🏽"])
def test_nothing_said(text: str) -> None:
    assert answers.nothing_said(text)
    assert not answers.nothing_said(text + "a")


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("lamp. my coat. the stupid mug he gave me", ("lamp", "coat", "stupid mug")),
        ("i can see a window, two plants and the dog on the sofa", ("window", "plants", "dog")),
        ("nothing", ()),
        ("…", ()),
    ],
)
def test_things_are_short_labels(text: str, labels: tuple[str, ...]) -> None:
    assert answers.things(text) == labels


@given(st.text(max_size=200))
def test_things_are_never_sentences(text: str) -> None:
    assert all(len(label.split()) <= 3 for label in answers.things(text))


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("tomorrow at 8 pm", 23, 20),
        ("tomorrow at 8", 23, 8),
        ("tomorrow at 3", 23, 15),
        ("tonight", 22, 19),
        ("tonight at 9", 22, 21),
        ("at 8", 22, 20),
        ("sunday at 10", 29, 10),
        ("tomorrow morning", 23, 9),
        ("friday evening at 7", 27, 19),
        ("in the morning", 23, 9),
        ("17:00", 22, 17),
    ],
)
def test_a_coming_moment(text: str, day: int, hour: int) -> None:
    assert answers.when(text, NOW, LONDON) == datetime(2026, 11, day, hour, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("in an hour", 60), ("in half an hour", 30), ("in 20 minutes", 20), ("in two hours", 120)],
)
def test_a_span_from_now(text: str, minutes: int) -> None:
    assert answers.when(text, NOW, LONDON) == NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["whenever", "today at 3 pm", "no", "", "at 25"])
def test_no_moment_is_made_up(text: str) -> None:
    assert answers.when(text, NOW, LONDON) is None


@given(st.text(max_size=40), st.sampled_from(["Europe/London", "Asia/Kolkata", "America/New_York"]))
def test_a_moment_is_always_ahead(text: str, zone: str) -> None:
    moment = answers.when(text, NOW, ZoneInfo(zone))
    assert moment is None or moment >= NOW


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("he doesnt call", None),
        ("i am so tired of this", None),
        ("I don't sleep", None),
        ("i dont think so", "no"),
        ("it does", "yes"),
        ("he doesn't, no", "no"),
        ("i don't remember", "unsure"),
        ("I do not know", "unsure"),
    ],
)
def test_a_statement_is_no_yes_and_no_no(text: str, said: str | None) -> None:
    assert answers.yes_no(text) == said


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("no i do not think so", True),
        ("not really, no", True),
        ("nope", True),
        ("no one came", False),
        ("he doesn't like it", False),
        ("nothing", False),
        ("", False),
    ],
)
def test_an_answer_that_only_denies(text: str, only: bool) -> None:
    assert answers.only_denies(text) is only


def test_a_number_in_words_names_an_option() -> None:
    options = [("16", "16"), ("8", "8, shorter"), ("own", "In my own words")]
    assert answers.choice("eight", options) == "8"
    assert answers.choice("sixteen", options) == "16"
    assert answers.choice("three", options) == "own"
