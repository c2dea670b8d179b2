"""Books for actions and the tracker store where Rasa makes them itself, as under `coach rasa run`."""

from __future__ import annotations

import os
from functools import lru_cache

from bot.actions.books import OwnBooks
from bot.journal.journal import Journal, open_journal
from bot.settings import read_settings


@lru_cache(maxsize=1)
def own_books() -> OwnBooks:
    """Returns books over the configured database, migrated, one for the process."""
    journal: Journal = open_journal(read_settings(os.environ))
    journal.migrate()
    return OwnBooks(journal)
