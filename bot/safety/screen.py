"""Reads one message: a crisis, a concern or neither, from the lexicon alone.

The text is normalised and split into sentences; idioms are taken out; each rule found in a sentence
is weighed by its guards (negation, somebody else, long ago, a story); signs that mean more together
are summed; the strongest stays.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Iterator

from bot.safety.languages import language_of
from bot.safety.lexicon import Guard, Pattern, Rule, Sum, compile_pattern, lexicon
from bot.safety.normalise import normalise
from bot.safety.records import Category, Level

RANK: dict[Level, int] = {"none": 0, "concern": 1, "crisis": 2}


@dataclass(frozen=True)
class Screening:
    """What one message is a sign of; `matched` is from the normalised text, `codes` are rule OP2's."""

    level: Level
    category: Category | None = None
    matched: str | None = None
    ambiguous: bool = False
    codes: tuple[str, ...] = ()
    dismissed: bool = False
    """Whether dangerous words were there and mean less than they say (idiom, negation, story, others)."""
    language: str | None = None
    """The language it was said in, where that is one of `content/crisis/languages.yml`."""
    ask: str | None = None
    """The question it is to be met with, where its meaning has one of its own."""


NONE = Screening("none")
_IDIOM = "~ "
"""What stands in a sentence where an idiom was."""
LONG_AGO, ONCE = "long-ago", "once"
"""Codes of what was in the family they grew up in, and of what is told in the past: not of today."""


@dataclass(frozen=True)
class _Hit:
    rule: Rule
    level: Level
    matched: str
    ask: str | None = None


@dataclass(frozen=True)
class _Guard:
    guard: Guard
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]

    def says(self, whole: str, sentence: str, start: int, end: int) -> bool:
        part = {
            "before": sentence[:start],
            "within": f" {sentence[start:end]} ",
            "after": sentence[end - 1 :],
            "sentence": sentence,
            "text": whole,
        }
        text = part[self.guard.where]
        around = whole if self.guard.where == "text" else sentence
        return any(p.regex.search(text) for p in self.patterns) and not any(
            p.regex.search(around) for p in self.unless
        )


@dataclass(frozen=True)
class _Net:
    """Everything compiled: patterns by the word they are found by."""

    idioms: dict[str, tuple[Pattern, ...]]
    rules: dict[str, tuple[tuple[Pattern, Rule], ...]]
    guards: dict[str, _Guard]
    codes: dict[str, tuple[Pattern, ...]]
    long_ago: dict[str, tuple[Pattern, ...]]


@lru_cache(maxsize=1)
def _net() -> _Net:
    words = lexicon()
    idioms: dict[str, list[Pattern]] = defaultdict(list)
    for source in words.idioms:
        pattern = compile_pattern(source, words)
        for anchor in pattern.anchors:
            idioms[anchor].append(pattern)
    rules: dict[str, list[tuple[Pattern, Rule]]] = defaultdict(list)
    for rule in words.rules:
        for source in rule.patterns:
            pattern = compile_pattern(source, words)
            for anchor in pattern.anchors:
                rules[anchor].append((pattern, rule))
    return _Net(
        {anchor: tuple(found) for anchor, found in idioms.items()},
        {anchor: tuple(found) for anchor, found in rules.items()},
        {
            name: _Guard(
                guard,
                tuple(compile_pattern(p, words) for p in guard.patterns),
                tuple(compile_pattern(p, words) for p in guard.unless),
            )
            for name, guard in words.guards.items()
        },
        {code: tuple(compile_pattern(p, words) for p in found) for code, found in words.codes.items()},
        {
            part: tuple(compile_pattern(p, words) for p in getattr(words.long_ago, part))
            for part in ("named", "parents", "past", "unless")
        },
    )


def _without_idioms(sentence: str, net: _Net) -> str:
    for word in set(sentence.split()) & net.idioms.keys():
        for pattern in net.idioms[word]:
            sentence = pattern.regex.sub(_IDIOM, sentence)
    return sentence


def _weighed(
    rule: Rule, whole: str, sentence: str, start: int, end: int, net: _Net
) -> tuple[Level, str | None]:
    """Returns what a match is worth here, and the question it is met with."""
    names = lexicon().category_guards.get(rule.category, ()) if rule.guards is None else rule.guards
    level, ask = rule.level, rule.ask
    for name in names:
        guard = net.guards[name]
        if level != "none" and guard.says(whole, sentence, start, end):
            level = guard.guard.crisis if level == "crisis" else guard.guard.concern
            ask = guard.guard.ask.get(rule.category, ask)
    return level, ask


def _hits(whole: str, sentence: str, net: _Net) -> Iterator[_Hit]:
    for word in set(sentence.split()) & net.rules.keys():
        for pattern, rule in net.rules[word]:
            for match in pattern.regex.finditer(sentence):
                level, ask = _weighed(rule, whole, sentence, match.start(), match.end(), net)
                yield _Hit(rule, level, match.group().strip(" ,"), ask)


def _summed(hits: list[_Hit], group: Sum) -> _Hit | None:
    found = {hit.rule.id: hit for hit in hits if hit.rule.group in group.groups}
    groups = {hit.rule.group for hit in found.values()}
    enough = len(found) >= group.count and (len(group.groups) == 1 or groups == set(group.groups))
    if not enough:
        return None
    rule = Rule(id="sum", category=group.category, level=group.level, patterns=("-",))
    return _Hit(rule, group.level, next(iter(found.values())).matched, group.ask)


def _then(plain: str, net: _Net) -> tuple[str, ...]:
    """Returns the code of a text that tells of the past, and of nothing that may be now."""
    whole = f" {plain.replace(' . ', ' , ').strip(' .')} "
    says = {part: any(p.regex.search(whole) for p in found) for part, found in net.long_ago.items()}
    if says["unless"] or not (says["named"] or says["past"]):
        return ()
    return (LONG_AGO,) if says["named"] or says["parents"] else (ONCE,)


def _strength(hit: _Hit) -> tuple[int, bool, int, bool, int]:
    order = lexicon().priority.index(hit.rule.category)
    return RANK[hit.level], not hit.rule.ambiguous, -order, hit.ask is not None, len(hit.matched)


def screen(text: str) -> Screening:
    """Returns the strongest sign in `text`: level, category (content 8.2), words and alert codes."""
    net = _net()
    plain = normalise(text)
    whole = f" {plain} "
    found: list[_Hit] = []
    dismissed = False
    for sentence in plain.split(" . "):
        bare = _without_idioms(f" {sentence.strip(' .')} ", net)
        dismissed |= _IDIOM in bare
        found.extend(_hits(whole, bare, net))
    hits = [hit for hit in found if hit.level != "none" or hit.rule.level == "none"]
    dismissed |= any(hit.level != hit.rule.level for hit in found)
    if not hits:
        return replace(NONE, dismissed=True) if dismissed else NONE
    hits.sort(key=lambda hit: (hit.rule.id, hit.matched))
    hits.extend(filter(None, [_summed(hits, group) for group in lexicon().sums]))
    best = max(hits, key=_strength)
    codes: tuple[str, ...] = ()
    if best.level == "crisis":
        codes = tuple(c for c, found in net.codes.items() if any(p.regex.search(whole) for p in found))
    if best.level == "none":
        return replace(NONE, dismissed=True) if dismissed else NONE
    if best.rule.category in lexicon().long_ago.categories:
        codes += _then(plain, net)
    ambiguous = best.level == "concern" and best.rule.ambiguous
    return Screening(
        best.level, best.rule.category, best.matched, ambiguous, codes, dismissed, language_of(text), best.ask
    )
