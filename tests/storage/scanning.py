"""A sealed database from outside: what of it is readable, with the keys and without."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from storage.engine.sealing import key_file
from storage.engine.vault import MARK


def clear_text_in(paths: Iterable[Path], words: Iterable[str]) -> list[str]:
    """The words that stand in these files in clear, in any way in which text may be stored."""
    bodies = [(path.name, path.read_bytes()) for path in paths]
    return [
        f"{name}: {word}"
        for word in words
        for name, body in bodies
        if any(form in body for form in _forms(word))
    ]


def _forms(word: str) -> Iterator[bytes]:
    yield word.encode()
    yield word.encode("utf-16-le")
    yield json.dumps(word)[1:-1].encode()


def opened(value: object, keys: Path) -> object:
    """A value as it was before it was sealed, wherever it lies: for tests that look into tables.

    GCM encrypts as counter mode does; the binding to the place is not looked at here.
    """
    if isinstance(value, str) and value.startswith(MARK):
        _, key, body = value.split(".", 2)
        padded = _decrypted(keys, key, base64.urlsafe_b64decode(body))
        return padded[4 : 4 + int.from_bytes(padded[:4])].decode()
    if isinstance(value, bytes) and value.startswith(MARK.encode()):
        _, name, sealed = value.split(b".", 2)
        return _decrypted(keys, name.decode(), sealed)
    return value


def _decrypted(keys: Path, key: str, body: bytes) -> bytes:
    lines = keys.read_text("ascii").split()
    secret = base64.urlsafe_b64decode(dict(zip(lines[::2], lines[1::2], strict=True))[key])
    counter = modes.CTR(body[:12] + (2).to_bytes(4))
    decryptor = Cipher(algorithms.AES(secret), counter).decryptor()
    return decryptor.update(body[12:-16]) + decryptor.finalize()


def keys_of(database: Path) -> Path:
    """The key file of a database in a test."""
    return key_file(database)
