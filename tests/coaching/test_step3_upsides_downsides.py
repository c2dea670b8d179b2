"""Step 3: what a message tells for a list, what repeats or judges, and how the lists look."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching import step3_upsides_downsides as lists
from bot.coaching.commands import phrase
from bot.coaching.records_self import ListLine, Side

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=timezone.utc)


def line(text: str, side: Side = "up", hours: float = 0) -> ListLine:
    at = NOW - timedelta(hours=hours)
    return ListLine(created_at=at, updated_at=at, side=side, text=text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("i listen", ["i listen"]),
        ("i cook, i stay and i never leave early", ["i cook, i stay and i never leave early"]),
        ("- loyal\n- funny\n\n• kind", ["loyal", "funny", "kind"]),
        ("1. loyal 2. funny 3) kind", ["loyal", "funny", "kind"]),
        ("1) loyal\n2) funny", ["loyal", "funny"]),
        ("1️⃣ loyal\n2️⃣ kind", ["loyal", "kind"]),
        ("loyal; funny; good, kind and warm", ["loyal", "funny", "good, kind and warm"]),
        ("i listen. also i cook", ["i listen", "i cook"]),
        ("i am loyal and also i cook", ["i am loyal", "i cook"]),
        ("me. i always notice when someones off", ["i always notice when someones off"]),
        ("sleep. i lie there reading", ["sleep. i lie there reading"]),
        ("i waited 2 hours for him", ["i waited 2 hours for him"]),
        ("…", []),
        ("12345", []),
    ],
)
def test_a_message_is_split_into_lines_but_not_at_commas(text: str, told: list[str]) -> None:
    assert list(lists.split(text)) == told


@given(st.text(max_size=2000))
def test_any_text_is_split_into_lines_with_words_of_bounded_length(text: str) -> None:
    for told in lists.split(text):
        assert any(letter.isalpha() for letter in told)
        assert len(told) <= lists.LONGEST
        assert "\n" not in told


@given(
    st.lists(
        st.from_regex(r"[b-df-hj-np-tv-z]{4,8}( [b-df-hj-np-tv-z]{4,8}){1,3}", fullmatch=True),
        min_size=1,
        max_size=12,
    )
)
def test_bullets_numbers_and_newlines_give_the_same_lines(told: list[str]) -> None:
    bullets = "\n".join(f"- {one}" for one in told)
    numbers = "\n".join(f"{at}. {one}" for at, one in enumerate(told, start=1))
    assert lists.split(bullets) == lists.split(numbers) == lists.split("; ".join(told)) == tuple(told)


@pytest.mark.parametrize(
    ("text", "kept", "label"),
    [
        (
            "sleep. i lie there reading old chats. im pathetic",
            "sleep. i lie there reading old chats",
            "pathetic",
        ),
        ("im such an idiot, i text him at 3am", "i text him at 3am", "idiot"),
        ("i hate myself", "", "i hate myself"),
        ("I ruin everything", "", "ruin everything"),
        ("i feel so useless", "", "useless"),
        ("i lose sleep", "i lose sleep", None),
        ("i am weak with money and i borrow", "i am weak with money and i borrow", None),
        ("he called me pathetic", "he called me pathetic", None),
    ],
)
def test_a_verdict_on_oneself_is_taken_off_and_a_cost_stays(text: str, kept: str, label: str) -> None:
    said = lists.judged(text)
    assert (said.text, said.label) == (kept, label)
    assert bool(said.verdict) is bool(label)


@pytest.mark.parametrize(
    "text", ["i push people away", "i overthink everything", "i check his phone", "im too clingy"]
)
def test_a_cost_among_upsides_is_noticed(text: str) -> None:
    assert lists.costly(text)


@pytest.mark.parametrize(
    "text",
    ["i always notice when someones off", "i say sorry first", "i overthink so i never miss a birthday"],
)
def test_an_upside_is_not_taken_for_a_cost(text: str) -> None:
    assert not lists.costly(text)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("i never forget a birthday", "I never forget birthdays!", True),
        ("loyal", "Loyal.", True),
        ("i listen to people", "i really listen to people", True),
        ("i trust people", "i dont trust people", False),
        ("i notice moods", "i notice birthdays", False),
        ("funny", "fun", False),
    ],
)
def test_a_line_said_twice_is_noticed(first: str, second: str, same: bool) -> None:
    assert bool(lists.said_before(second, [line(first)])) is same


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("enough", "enough"),
        ("That's all.", "enough"),
        ("im stuck", "stuck"),
        ("another", "another"),
        ("show my lists", "show"),
        ("ok downsides", "down"),
        ("more upsides", "up"),
        ("self worth", "respect"),
        ("i show my feelings", None),
        ("i never have enough", None),
        ("theres nothing more i want than peace", None),
    ],
)
def test_a_wish_is_a_whole_message(text: str, wish: str) -> None:
    assert lists.wish(text) == wish


def test_the_last_sentence_names_the_list() -> None:
    assert lists.side_named("ok its tuesday. downsides") == "down"
    assert lists.side_named("i thought about the downsides of this job") is None


def test_a_room_is_heard_after_a_few_words_and_no_command_is() -> None:
    said = phrase("ok its tuesday. downsides")
    assert said is not None and said.room == "lists"
    assert phrase("he shouted. stop") is None
    assert phrase("he made me a list of all my faults. downsides") is None


@given(st.integers(0, 40))
def test_the_bar_is_ten_long_and_filled_as_far_as_the_list(count: int) -> None:
    bar = lists.bar(count)
    words = lists.words()
    assert bar.count(words.full) == min(count, 10)
    assert bar.count(words.full) + bar.count(words.blank) == 10
    assert str(count) in bar


def test_the_bar_reads_as_in_the_programme() -> None:
    assert lists.bar(4) == "●●●●○○○○○○ 4 of 10"


BOTH = [line("loyal", hours=9), line("funny", hours=8), line("no sleep", "down", 2), line("late", "down", 1)]


@pytest.mark.parametrize(
    ("text", "act", "told"),
    [
        ("2", "show", "funny"),
        ("delete 3", "delete", "no sleep"),
        ("delete downside 2", "delete", "late"),
        ("change upside 1", "change", "loyal"),
        ("remove number 4", "delete", "late"),
        ("the second", "show", "funny"),
    ],
)
def test_a_line_is_pointed_at_by_its_number(text: str, act: str, told: str) -> None:
    found = lists.pointed_at(text, BOTH)
    assert found is not None and (found[0], found[1].text) == (act, told)


@pytest.mark.parametrize(
    "text", ["5", "0", "delete", "i change 2 nappies a day", "drop everything for a friend"]
)
def test_what_points_at_no_line_is_none(text: str) -> None:
    assert lists.pointed_at(text, BOTH) is None


def test_a_choice_is_read_by_shown_number_place_and_word() -> None:
    named = [lists.chosen(text, BOTH, "down") for text in ("4", "1", "the second", "sleep", "purple", "9")]
    assert [one.text if one else None for one in named] == [
        "late",
        "no sleep",
        "late",
        "no sleep",
        None,
        None,
    ]


def test_a_pair_is_one_of_each_list() -> None:
    found = lists.paired("1 and 4", BOTH)
    assert found and [one.text for one in found] == ["loyal", "late"]
    assert lists.paired("1 and 2", BOTH) is None


def test_a_question_about_a_line_finds_it() -> None:
    kept = [line("i say sorry first", hours=2), line("i cook", hours=1)]
    found = lists.asked_about("is saying sorry first even an upside", kept)
    assert found == kept[0]
    assert lists.asked_about("i say sorry even when it is not my fault", kept) is None
    assert lists.asked_about("is that an upside", []) is None


def test_upsides_settle_for_some_hours_unless_downsides_are_there() -> None:
    assert not lists.settled([], NOW)
    assert not lists.settled([line("loyal", hours=1)], NOW)
    assert lists.settled([line("loyal", hours=5)], NOW)
    assert lists.settled([line("loyal", hours=1), line("late", "down", 1)], NOW)


@pytest.mark.parametrize(("ups", "downs", "done"), [(6, 6, True), (10, 5, False), (5, 10, False)])
def test_six_and_six_is_done_enough(ups: int, downs: int, done: bool) -> None:
    kept = [line("a", "up")] * ups + [line("b", "down")] * downs + [line("", "down")] * 9
    assert lists.done_enough(kept) is done


def test_a_line_of_nothing_but_a_verdict_stands_on_no_list() -> None:
    assert lists.on([line("", "down")], "down") == ()
