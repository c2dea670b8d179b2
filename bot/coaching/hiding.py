"""The word that opens a hidden conversation: which words will do, and what is kept of one (rule HD4).

Pure; nothing here keeps or speaks the word.
"""

from __future__ import annotations

from hashlib import scrypt
from hmac import compare_digest

from bot.coaching.commands import phrase
from bot.coaching.words import feeling
from bot.content import Shape, content

SHORTEST, LONGEST = 5, 30
"""Letters of the word (rule HD4)."""


class HidingWords(Shape):
    """Shape of `content/hiding.yml`."""

    common: frozenset[str]


def will_do(text: str) -> bool:
    """Tells whether a text can be the word: one, long enough, no common, command or feeling word."""
    word = _plain(text)
    if not (SHORTEST <= len(word) <= LONGEST and word.isalpha()):
        return False
    taken = word in content("hiding.yml", HidingWords).common
    return not taken and phrase(word) is None and feeling(word) is None


def sealed(text: str, user_id: str) -> str:
    """Returns the slow salted hash that is kept instead of the word."""
    return scrypt(_plain(text).encode(), salt=user_id.encode(), n=2**13, r=8, p=1, dklen=32).hex()


def opens(text: str, kept: str, user_id: str) -> bool:
    """Tells whether a whole message is the word."""
    word = _plain(text)
    return len(word) <= LONGEST and compare_digest(sealed(word, user_id), kept)


def _plain(text: str) -> str:
    return text.strip().strip(".,;:").casefold()
