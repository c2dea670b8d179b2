"""Step 7: what to say about a rehearsed sentence (content 5.2, rule U9), what to ask next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Optional

from bot.coaching.rubric import Analysis, analyse, limits_freedom, request_flaw
from bot.coaching.words import PseudoFeeling, display, pseudo_feeling, pseudo_feelings_in

__all__ = [
    "Advice", "Analysis", "Next", "Parts", "ROUNDS", "advice", "analyse", "difference",
    "limits_freedom", "next_part", "pseudo_params", "request_flaw",
]  # fmt: skip

ROUNDS = 3
"""Most rounds of advice in one rehearsal (content 5.1)."""


@dataclass(frozen=True)
class Advice:
    """One response to give, with its parameters, and one difference to name before it."""

    response: str
    params: dict[str, str] = field(default_factory=dict)
    difference: Optional[dict[str, str]] = None
    """`first` and `now` for utter_rehearsal_difference, where something has moved."""


def advice(analysis: Analysis, previous: Optional[Analysis], rounds: int) -> Advice:
    """Returns at most one improvement, none after three rounds, never for a missing request."""
    moved = difference(previous, analysis)
    response, params = _improvement(analysis, previous)
    if rounds >= ROUNDS and not (analysis.limits_freedom or analysis.harm):
        response, params = "utter_rehearsal_enough", {}
    return Advice(response, params, moved)


def _improvement(now: Analysis, before: Optional[Analysis]) -> tuple[str, dict[str, str]]:
    if now.harm:
        return "utter_rehearsal_harm", {"word": now.pseudo or ""}
    if now.limits_freedom:
        again = before is not None and before.limits_freedom
        return ("utter_rehearsal_limits_again" if again else "utter_rehearsal_limits"), {}
    if now.attack:
        kind = "label" if now.attack.kind == "label" else "attack"
        named = {"always_never": "absolute", "threat": "threat", "double_bind": "bind"}
        return f"utter_rehearsal_blame_{named.get(now.attack.kind, kind)}", {"phrase": now.attack.phrase}
    if now.F == 0:
        return _feeling_advice(now)
    if now.F == 1:
        return ("utter_rehearsal_feeling_handed", {})
    if now.O < 2:
        mind = next((b for b in now.blame if b.kind == "mind_reading"), None)
        if mind:
            return "utter_rehearsal_observation_mind", {"phrase": mind.phrase}
        return f"utter_rehearsal_observation_{'vague' if now.O else 'none'}", {}
    if now.B == 1:
        return "utter_rehearsal_blame_mild", {"phrase": now.blame[0].phrase}
    if now.N < 2:
        return f"utter_rehearsal_need_{'strategy' if now.N else 'none'}", {}
    if now.flaw:
        return f"utter_rehearsal_request_{now.flaw}", {}
    return f"utter_rehearsal_{now.band}", {}


def _feeling_advice(now: Analysis) -> tuple[str, dict[str, str]]:
    word = pseudo_feeling(now.pseudo) if now.pseudo else None
    if word is not None:
        return "utter_rehearsal_pseudo", {"word": now.pseudo or "", **pseudo_params(word)}
    return ("utter_rehearsal_feeling_thought" if now.thought else "utter_rehearsal_feeling_none"), {}


def pseudo_params(word: PseudoFeeling) -> dict[str, str]:
    """Returns three likely feelings: `feeling1` … in a sentence, `Feeling1` … on a button."""
    unique = tuple(dict.fromkeys((*word.feel, "sad", "scared", "hurt")))[:3]
    shown = {f"feeling{index}": display(key) for index, key in enumerate(unique, start=1)}
    return shown | {name.capitalize(): said.capitalize() for name, said in shown.items()}


def difference(first: Optional[Analysis], now: Analysis) -> Optional[dict[str, str]]:
    """Returns the words of a change worth naming ("You went from … to …"), or None (rule U9)."""
    if first is None:
        return None
    if first.sharpest and first.B < now.B:
        best = now.side or now.observation or now.feeling
        return {"first": first.sharpest, "now": best} if best else None
    if first.pseudo and now.feeling and first.F < now.F:
        return {"first": first.pseudo, "now": now.feeling}
    if first.strategy and now.need and first.N < now.N:
        return {"first": first.strategy, "now": display(now.need)}
    return None


@dataclass(frozen=True)
class Parts:
    """The parts of a sentence as they are gathered, in the person's words."""

    when: Optional[str] = None
    observation: Optional[str] = None
    feeling: Optional[str] = None
    need: Optional[str] = None
    request: Optional[str] = None
    request_skipped: bool = False


Next = Literal["moment", "feeling", "pseudo", "need", "request", "decide"]


def next_part(parts: Parts, analysis: Optional[Analysis]) -> Next:
    """Returns the next question, in the order of dialogue 3; the request may be skipped.

    `analysis` is of the latest draft: a moment it told without blame is not asked for again.
    """
    clean = analysis is not None and analysis.B == 2
    if not parts.observation and not (clean and analysis is not None and analysis.O == 2):
        return "moment"
    if not parts.feeling and not (analysis is not None and analysis.F == 2):
        return "pseudo" if analysis is not None and analysis.pseudo else "feeling"
    if parts.feeling and pseudo_feelings_in(parts.feeling):
        return "pseudo"
    if not parts.need and not (analysis is not None and analysis.N == 2):
        return "need"
    asked = analysis is not None and analysis.R == 2
    return "decide" if parts.request or parts.request_skipped or asked else "request"
