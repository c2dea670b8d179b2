"""Joins `domain.yml` (the register) with `content/responses/` (the words) into one domain.

Words kept apart from training data: editing a sentence retrains no NLU, and a response written twice is an
error with file and line instead of the last file quietly winning.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter

from bot.content import responses


class CoachImporter(RasaFileImporter):
    """Reads training data as Rasa does, and the domain with every spoken line in it."""

    def get_domain(self) -> Domain:
        """Returns the domain of `domain.yml` with the responses of `content/`.

        Raises `ContentError` for a response that is malformed or written twice.
        """
        return with_words(super().get_domain())


def with_words(domain: Domain) -> Domain:
    """Returns `domain` speaking the lines that stand in `content/responses/` now."""
    words: dict[str, Any] = {"version": "3.1", "responses": responses()}
    return domain.merge(Domain.from_dict(words), override=True)
