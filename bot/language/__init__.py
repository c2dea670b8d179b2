"""The one room where spaCy lives: parse a sentence once, answer questions about it."""
