"""Notes side by side: themes come with the person's own words, and never against what they said of them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coaching import side_by_side as sides
from bot.coaching.hearing import hear
from bot.coaching.records import ThemeGuess, Trigger, Wound
from bot.coaching.step4_triggers import felt, prefill, tags
from bot.coaching.step5_wounds import scores, wounds
from bot.content import Shape, load

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
HERE = Path(__file__).parent


class Row(Shape):
    """One ordinary trigger and the themes a sensible reader might see in it."""

    text: str
    feelings: tuple[str, ...] = ()
    thought: str = "-"
    action: str = "-"
    themes: tuple[str, ...]

    def trigger(self) -> Trigger:
        """Returns the trigger as step 4 keeps it."""
        fields = prefill(self.text, hear(self.text))
        fields["feelings"] = (*fields.get("feelings", ()), *(f for word in self.feelings for f in felt(word)))
        if self.thought != "-":
            fields["thought"] = self.thought
        if self.action != "-":
            fields |= {"action": self.action, "action_tags": tags(self.action)}
        return Trigger(created_at=NOW, updated_at=NOW, complete=True, **fields)


def share(name: str) -> float:
    """Returns how many of a file's triggers reach a sensible theme among the first three."""
    rows = load(HERE / name, tuple[Row, ...])
    assert len(rows) >= 30 and {theme for row in rows for theme in row.themes} <= set(wounds())
    return sum(bool({s.theme for s in scores(r.trigger())[:3]} & set(r.themes)) for r in rows) / len(rows)


def note(text: str, **more: Any) -> Trigger:
    return Trigger(**{"created_at": NOW, "updated_at": NOW, "complete": True, "situation": text, **more})


def wound(**fields: Any) -> Wound:
    return Wound(created_at=NOW, updated_at=NOW, **fields)


UNSEEN = (
    note("he was on his phone all through dinner and ignored me"),
    note("nobody listened when i told them about the job"),
    note("he forgot to ask how my exam was and talked over me"),
)


def day(at: datetime) -> str:
    return f"{at:%d %B}"


def test_ordinary_triggers_reach_a_sensible_theme() -> None:
    """The bar is 0.7; cues were tuned on these after a first try of 0.30."""
    assert share("ordinary_triggers.yml") >= 0.7


def test_triggers_never_tuned_for_reach_one_too() -> None:
    """What to expect of what nobody wrote for the test."""
    assert share("untuned_triggers.yml") >= 0.55


def test_too_few_are_said_to_be_too_few() -> None:
    assert not sides.enough(UNSEEN[:2]) and sides.enough(UNSEEN)
    assert sides.candidates(UNSEEN[:2], ()) == ()


def test_a_theme_comes_with_dated_words_of_their_own() -> None:
    (first, *_) = sides.candidates(UNSEEN, ())
    assert first.theme == "unseen" and first.strong
    shown = sides.quotes(first.evidence, day)
    assert all(one.situation in shown for one in UNSEEN) and shown.count("22 November") == 3


def test_what_was_said_of_a_theme_stands() -> None:
    for status in ("accepted", "rejected"):
        assert "unseen" not in {
            c.theme for c in sides.candidates(UNSEEN, [wound(theme="unseen", status=status)])
        }
    assert "unseen" in {c.theme for c in sides.candidates(UNSEEN, [wound(theme="unseen")])}
    named = wound(name="The back seat", status="rejected")
    own = [note(t, themes=(ThemeGuess(theme="the back seat", source="own"),)) for t in ("a", "b", "c")]
    assert sides.candidates(own, ()) and sides.candidates(own, [named]) == ()


def test_a_theme_accepted_of_one_entry_counts() -> None:
    agreed = UNSEEN[0].copy(update={"themes": (ThemeGuess(theme="unseen", source="accepted"),)})
    assert sides.candidates((agreed, *UNSEEN[1:]), ())[0].accepted
    assert not sides.candidates(UNSEEN, ())[0].accepted


def test_voice_only_breaks_ties() -> None:
    notes = [note("i feel trapped and he lied"), note("so clingy, and she hid it"), note("it rained")]
    first = {voice: sides.candidates(notes, (), voice)[0].theme for voice in ("avoidant", "disorganised")}
    assert first == {"avoidant": "engulfment", "disorganised": "betrayal"}
    assert sides.candidates(UNSEEN, (), "disorganised")[0].theme == "unseen"


def test_notes_about_a_feared_person_are_left_out() -> None:
    notes = [note("a", who="p1"), note("marco shouted"), note("b", who="p2"), note("c", complete=False)]
    left = sides.to_look_at(notes, frozenset({"p1"}), ["Marco"])
    assert [one.situation for one in left] == ["b"]


@pytest.mark.parametrize(
    ("offered", "due"),
    [
        (None, True),
        (NOW - timedelta(days=2), False),
        (NOW - timedelta(days=3), True),
        (NOW - timedelta(days=2, hours=12), False),
    ],
)
def test_it_is_offered_again_after_three_days(offered: datetime, due: bool) -> None:
    old = [one.copy(update={"created_at": NOW - timedelta(days=9)}) for one in UNSEEN]
    assert sides.offer_due(old, offered, NOW) is due


def test_three_new_notes_bring_the_offer_back_sooner() -> None:
    assert sides.offer_due(UNSEEN, NOW - timedelta(hours=5), NOW)
    assert not sides.offer_due(UNSEEN[:2], None, NOW)


def test_a_word_of_their_own_keeps_the_theme_it_points_to() -> None:
    assert sides.read("invisible") == "unseen" and sides.read("purple") is None
    assert sides.question(wound(theme="unseen")) != sides.question(wound(name="purple"))


def test_every_theme_has_its_question_and_name() -> None:
    for theme in wounds():
        assert sides.question(wound(theme=theme)) and sides.called(wound(theme=theme))


def test_heavy_words_count_only_where_shame_is_the_theme() -> None:
    assert sides.heavy(wound(theme="shame"), "i hate myself")
    assert not sides.heavy(wound(theme="unseen"), "i hate myself")


@given(st.text(max_size=300), st.text(max_size=20))
def test_a_clip_is_a_part_of_the_text(text: str, around: str) -> None:
    part = sides.clip(text, around)
    assert part in text and len(part) <= sides.CLIP


@settings(deadline=None)  # the first reading of the lists takes its time
@given(st.lists(st.sampled_from([*UNSEEN, note("it rained"), note("she told me what to do")]), max_size=6))
def test_every_quote_is_theirs(notes: list[Trigger]) -> None:
    for seen in sides.candidates(notes, ()):
        assert all(each.quote in each.trigger.situation for each in seen.evidence)
