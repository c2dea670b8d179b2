"""Thin Rasa actions, one file per stem: read slots, ask coaching, write the journal, name an outcome."""
