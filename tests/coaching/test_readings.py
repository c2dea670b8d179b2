"""An unclear text is offered its likeliest readings, and never nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.readings import LEAST, OFFERED, Readings, readings
from bot.content import content

KNOWN = content("readings.yml", Readings)
rankings = st.lists(
    st.tuples(st.sampled_from([*KNOWN.titles, "nlu_fallback", "stop"]), st.floats(0, 1)),
    unique_by=lambda r: r[0],
)


@given(rankings)
def test_as_many_as_fit_and_each_with_its_title(ranking: list[tuple[str, float]]) -> None:
    offered = readings(ranking)
    assert len(offered) == OFFERED
    assert all(KNOWN.titles[intent] == title for intent, title in offered.items())


def test_the_likeliest_come_first() -> None:
    ranking = [
        ("nlu_fallback", 0.3),
        ("jealousy", 0.2),
        ("past_childhood", 0.1),
        ("find_therapist", LEAST / 2),
    ]
    assert list(readings(ranking))[:2] == ["jealousy", "past_childhood"]


def test_the_usual_readings_have_titles() -> None:
    assert set(KNOWN.usual) <= set(KNOWN.titles)
    assert all(len(title) <= 24 for title in KNOWN.titles.values())
