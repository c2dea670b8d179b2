"""The rubric: how a rehearsed sentence would land, part by part (content 5.1, rule RQ1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Optional

from bot.coaching.blame import Blame, blame_in
from bot.coaching.rehearsal_words import any_of, cues, regex
from bot.coaching.sentence import Clause, Sentence
from bot.coaching.words import (
    felt_words,
    needs_in,
    plain,
    pseudo_feeling,
    pseudo_words,
)

Band = Literal["rough_draft", "getting_there", "clear", "very_clear"]
Flaw = Literal["demand", "negative", "vague", "big"]


@dataclass(frozen=True)
class Analysis:
    """A sentence by the rubric of content 5.1: five parts of 0 to 2 and what they come from."""

    text: str
    F: int
    O: int  # noqa: E741
    B: int
    N: int
    R: int
    sees_other: bool = False
    side: Optional[str] = None
    """The words that show the other person's side."""
    feeling: Optional[str] = None
    pseudo: Optional[str] = None
    thought: Optional[str] = None
    observation: Optional[str] = None
    blame: tuple[Blame, ...] = ()
    sharpest: Optional[str] = None
    """The sharpest phrase with the rest of its clause."""
    need: Optional[str] = None
    """A key of the need list."""
    strategy: Optional[str] = None
    """An act asked for where the need would stand."""
    request: Optional[str] = None
    flaw: Optional[Flaw] = None
    """What keeps the request from two points."""
    limits_freedom: Optional[str] = None
    """The freedom the request would take (rule RQ1)."""
    harm: bool = False
    """A word was used that may tell of real harm (content 4.3)."""

    @property
    def total(self) -> int:
        """Returns the five parts together, 0 to 10."""
        return self.F + self.O + self.B + self.N + self.R

    @property
    def band(self) -> Optional[Band]:
        """Returns the band of content 5.1, or None where a request limits freedom (rule RQ1)."""
        if self.limits_freedom:
            return None
        if self.total >= 9:
            return "very_clear"
        return "clear" if self.total >= 7 else "getting_there" if self.total >= 4 else "rough_draft"

    @property
    def attack(self) -> Optional[Blame]:
        """Returns the sharpest attacking phrase, if there is one."""
        return next((blame for blame in self.blame if blame.edge == "attack"), None)


def analyse(text: str, sentence: Sentence) -> Analysis:
    """Returns the rubric's reading of a draft; `sentence` is what `bot.language` parsed."""
    low = plain(sentence.text)
    blame = _blame(low)
    pseudo = pseudo_words(low)
    said = [pseudo_feeling(word.key.replace("_", " ")) for word in pseudo]
    theirs = _their_side(low)
    score_f, feeling = _feeling(low, sentence, blame, bool(pseudo))
    score_o, observation = _observation(sentence, theirs)
    score_n, need, strategy = _need(low)
    score_r, request, flaw = _request(low, sentence, blame)
    thought = next((b.phrase for b in blame if b.kind == "i_feel_that"), None)
    limit = next(filter(None, map(limits_freedom, _asks(low, sentence))), None)
    return Analysis(
        text=text,
        F=score_f,
        O=score_o,
        B=_edge(blame),
        N=score_n,
        R=0 if limit else score_r,
        sees_other=bool(theirs),
        side=_written(sentence, theirs[0]) if theirs else None,
        feeling=feeling,
        pseudo=pseudo[0].word if pseudo else None,
        thought=_holding(sentence, thought) if thought else None,
        observation=_written(sentence, observation) if observation else None,
        blame=blame,
        sharpest=_holding(sentence, blame[0].phrase) if blame else None,
        need=need,
        strategy=strategy,
        request=_written(sentence, request) if request else None,
        flaw=flaw,
        limits_freedom=limit,
        harm=any(word.harm for word in said if word),
    )


def limits_freedom(request: str) -> Optional[str]:
    """Returns which freedom of the other's a request would take, or None (rule RQ1)."""
    low = plain(request)
    for freedom, sources in cues().limits.items():
        if any_of(sources).search(low):
            return freedom
    return None


def _blame(low: str) -> tuple[Blame, ...]:
    """Adds the rule for overload, three different times or three sharp phrases (content 4.4)."""
    found = blame_in(low)
    times = {match[0] for match in regex(cues().time).finditer(low)}
    sharp = {blame.kind for blame in found if blame.edge != "none"}
    if len(times) >= 4 or len(sharp) >= 3:
        return (*found, Blame("kitchen_sink", "kitchen_sink", "none", low))
    return found


def _edge(blame: tuple[Blame, ...]) -> int:
    edges = {found.edge for found in blame}
    return 0 if "attack" in edges else 1 if "mild" in edges else 2


def _written(sentence: Sentence, phrase: str) -> str:
    """Returns a phrase found in lower case as it stands in the text."""
    start = sentence.text.lower().find(phrase)
    return sentence.text[start : start + len(phrase)] if start >= 0 else phrase


def _holding(sentence: Sentence, phrase: str) -> str:
    """Returns a phrase with the rest of the clause it stands in, as written."""
    texts = [clause.text for clause in sentence.clauses if phrase in clause.text]
    whole = min(texts, key=len) if texts else phrase
    return _written(sentence, whole[whole.find(phrase) :])


def _their_side(low: str) -> tuple[str, ...]:
    """Returns the stretches that show the other person's side."""
    found = []
    for match in any_of(cues().sees_other).finditer(low):
        if not regex(cues().not_sees_other).match(low, match.start()):
            found.append(re.split(cues().turn, low[match.start() :])[0].strip(" ,"))
    return tuple(filter(None, found))


def _feeling(
    low: str, sentence: Sentence, blame: tuple[Blame, ...], mixed: bool
) -> tuple[int, Optional[str]]:
    """Scores part F: a plain feeling owned with "I"."""
    handed = any(found.kind == "you_make_me" for found in blame)
    for word in felt_words(low):
        clause = next(
            (c for c in sentence.clauses if re.search(rf"\b{re.escape(word.word)}\b", c.text)), None
        )
        if clause is not None and _not_felt(clause, handed):
            continue
        loose = clause is None and len(low.split()) > 2
        return (1 if mixed or handed or loose else 2), word.word
    return 0, None


def _not_felt(clause: Clause, handed: bool) -> bool:
    """Tells whether a feeling word in this clause is a wish, an ask or somebody else's."""
    if clause.mood != "statement" or clause.infinitive or clause.modal:
        return True
    if clause.who == "i":
        return clause.verb in {"need", "want", "love", "know"}
    return clause.who in {"you", "they", "we"} and not handed


def _observation(sentence: Sentence, theirs: tuple[str, ...]) -> tuple[int, Optional[str]]:
    """Scores part O: the best clause that tells what happened."""
    best: tuple[int, Optional[str]] = (0, None)
    attacks = [found.phrase for found in blame_in(sentence.text) if found.edge == "attack"]
    for clause in sentence.clauses:
        if any(clause.text in side or side in clause.text for side in theirs):
            continue
        if any(clause.text in phrase for phrase in attacks):
            continue
        score = _filmed(clause)
        if score > best[0]:
            best = score, clause.text
    return best


def _filmed(clause: Clause) -> int:
    words = cues()
    timed = bool(regex(words.time).search(clause.text))
    if clause.who == "i" and clause.verb in {"feel", "be", "get"}:
        return 2 if timed and clause.mood == "statement" and not clause.modal else 0
    if clause.mood != "statement" or clause.modal or clause.infinitive or clause.marker == "if":
        return 0
    placed = clause.marker in words.situation_markers and clause.marker != "because"
    if not clause.who or clause.verb in words.inner_verbs:
        return 0
    seen = clause.passive or clause.adjective in words.filmable
    if clause.who == "i" or (clause.who == "it" and not seen):
        return 1 if placed else 0
    kinds = {found.kind for found in blame_in(clause.text)}
    vague = clause.adjective not in words.filmable and bool(
        clause.adjective or clause.verb in words.vague_verbs
    )
    if kinds & {"label", "mind_reading", "demand"} or (vague and "always_never" in kinds):
        return 0
    if vague or "always_never" in kinds:
        return 1 if placed or timed or not vague else 0
    if clause.negated:
        return 2 if timed or (clause.past and clause.filled) else 1
    return 2 if placed or clause.past or timed else 1


def _need(low: str) -> tuple[int, Optional[str], Optional[str]]:
    """Scores part N: a need by its word or a clear paraphrase, or an act in its place."""
    implied: Optional[str] = None
    for part in _need_parts(low):
        found = needs_in(part)
        if found:
            return 2, found[0], None
        implied = implied or part.strip()
    return (1, None, implied) if implied else (0, None, None)


def _need_parts(low: str) -> list[str]:
    words = cues()
    parts = []
    for line in re.split(r"[.;!?\n]", low):
        ask = any_of(words.ask_cues).search(line)
        for match in any_of(words.need_cues).finditer(line):
            if ask and ask.start() <= match.start():
                continue
            until = ask.start() if ask and ask.start() > match.end() else len(line)
            parts.append(line[match.end() : until])
        after = regex(words.need_after).search(line)
        if after:
            parts.append(re.split(r",|\bbecause\b|\band\b", line[: after.start()])[-1])
    return parts


def _asks(low: str, sentence: Sentence) -> list[str]:
    """Returns every stretch that asks for something: requests, demands, wishes and orders."""
    words = cues()
    starts = [match.start() for match in any_of(words.ask_cues).finditer(low)]
    starts += [match.start() for match in any_of(words.need_cues).finditer(low)]
    starts += [match.start() for found in blame_in(low) if found.kind in {"demand", "threat"}
               for match in [re.search(re.escape(found.phrase), low)] if match]  # fmt: skip
    starts += [
        match.start()
        for match in re.finditer(r"\b(?:you|he|she) (?:can't|cannot|shouldn't|are not|aren't)\b", low)
    ]
    for clause in sentence.clauses:
        if clause.mood == "order" or regex(words.please).search(clause.text):
            starts.append(max(low.find(clause.text[:12]), 0))
    return [re.split(r"[.;!?\n]", low[start:])[0] for start in starts]


def _request(
    low: str, sentence: Sentence, blame: tuple[Blame, ...]
) -> tuple[int, Optional[str], Optional[Flaw]]:
    """Scores part R: positive, specific, doable, open to a no (content 4.5)."""
    if any(found.kind in {"threat", "double_bind"} for found in blame):
        return 0, None, None
    asked = _asked(low, sentence)
    if asked is None:
        demand = any(found.kind == "demand" for found in blame)
        return 0, None, "demand" if demand else None
    flaw = request_flaw(asked)
    return (1 if flaw else 2), asked, flaw


def _asked(low: str, sentence: Sentence) -> Optional[str]:
    words = cues()
    for match in any_of(words.ask_cues).finditer(low):
        if not regex(words.rhetorical).search(low[: match.start()]):
            return re.split(r"[.;!?\n]", low[match.start() :])[0].strip(" ,")
    for clause in sentence.clauses:
        order = clause.mood == "order" and clause.verb not in words.order_exceptions
        if order and not clause.marker:
            start = max(low.find(clause.text[:15]), 0)
            return re.split(r"[.;!?\n]", low[start:])[0].strip(" ,")
    return None


def request_flaw(request: str) -> Optional[Flaw]:
    """Returns what makes an ask hard to say yes to, or None (content 4.5)."""
    words = cues()
    act = re.sub(regex(words.please), "", plain(request)).strip(" ,")
    while regex(words.ask_openings).match(act):
        act = regex(words.ask_openings).sub("", act, count=1).strip(" ,")
    if regex(words.negative).search(act):
        return "negative"
    if regex(words.big_asks).search(act):
        return "big"
    if regex(words.vague_asks).search(act) and not regex(words.time).search(act):
        return "vague"
    return None
