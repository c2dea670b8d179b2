"""Seals bytes so that they open only with their key, and only for their user, table, column and row."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = b"\x01"
"""The first byte of everything sealed; it names AES-256-GCM with a random nonce."""


class Unopenable(Exception):
    """Sealed bytes that this key does not open in this place."""


class Sealer:
    """AES-256-GCM bound to a place; `key` is 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, user: str, table: str, column: str, row: str | int) -> bytes:
        """Returns version, nonce and ciphertext in one piece, 29 bytes longer than `plain`."""
        nonce = os.urandom(NONCE_BYTES)
        place = _place(user, table, column, row)
        return VERSION + nonce + self._cipher.encrypt(nonce, plain, place)

    def open(self, sealed: bytes, user: str, table: str, column: str, row: str | int) -> bytes:
        """Returns the bytes that `seal` was given; raises `Unopenable` for another key or place."""
        sealed = bytes(sealed)
        if sealed[:1] != VERSION:
            raise Unopenable("not sealed by this version")
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, body, _place(user, table, column, row))
        except (InvalidTag, ValueError):
            raise Unopenable(f"a sealed value of {table} does not open") from None


def _place(user: str, table: str, column: str, row: str | int) -> bytes:
    return f"{user}|{table}|{column}|{row}".encode()
