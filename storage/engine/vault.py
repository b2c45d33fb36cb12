"""Encryption at rest: the one place where what people wrote is sealed and opened again.

AES-256-GCM with a fresh nonce for each value. A sealed value names the key that it is under, and is
bound to its place (`about`: table, column and row), so that it opens nowhere else. Texts are padded
to multiples of `BLOCK` bytes: the length of a one-word answer would give it away. An empty text
stays empty.

Text columns hold `s1.<key id>.<base64>`, blobs the same without base64.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from storage.engine.errors import KeyFile, KeyFileRefused, WrongKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MARK = "s1."
BLOCK = 64
"""Texts are padded to multiples of this many bytes."""

_NONCE, _KEY, _LENGTH = 12, 32, 4
_NOBODY_ELSE = 0o077


@dataclass(frozen=True)
class Key:
    """A key with the name by which sealed values refer to it."""

    id: str
    secret: bytes

    @cached_property
    def cipher(self) -> AESGCM:
        """Made once; loading the library takes 20 ms, which only those who seal should pay for."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self.secret)

    @classmethod
    def new(cls) -> Key:
        """A fresh key."""
        return cls(secrets.token_hex(4), secrets.token_bytes(_KEY))


class Vault:
    """Seals under the first key, and opens what is under any of them."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self.current = keys[0]
        self._known = {key.id: key for key in keys}

    def seal(self, plain: str, about: str) -> str:
        """The text as it is kept, bound to `about`."""
        if not plain:
            return ""
        raw = plain.encode("utf-8", "surrogatepass")
        framed = len(raw).to_bytes(_LENGTH) + raw
        padded = framed + bytes(-len(framed) % BLOCK)
        body = base64.urlsafe_b64encode(self._encrypt(padded, about)).decode()
        return f"{MARK}{self.current.id}.{body}"

    def unseal(self, sealed: str, about: str) -> str:
        """The text of a sealed one. Raises WrongKey if no key opens it here."""
        if not sealed:
            return ""
        mark, key, body = _parts(sealed, about)
        padded = self._decrypt(key, base64.urlsafe_b64decode(body), f"{about}", mark)
        length = int.from_bytes(padded[:_LENGTH])
        return padded[_LENGTH : _LENGTH + length].decode("utf-8", "surrogatepass")

    def seal_bytes(self, plain: bytes, about: str) -> bytes:
        """The bytes as they are kept; a file's length is no secret."""
        return f"{MARK}{self.current.id}.".encode() + self._encrypt(plain, about)

    def unseal_bytes(self, sealed: bytes, about: str) -> bytes:
        """The bytes of sealed ones. Raises WrongKey if no key opens them here."""
        head, _, rest = sealed.partition(b".")
        key, _, body = rest.partition(b".")
        return self._decrypt(key.decode("ascii", "replace"), body, about, f"{head.decode()}.")

    def is_current(self, sealed: str | bytes) -> bool:
        """Whether this is under the current key already."""
        mark = f"{MARK}{self.current.id}."
        if isinstance(sealed, bytes):
            return sealed.startswith(mark.encode())
        return sealed.startswith(mark)

    def _encrypt(self, plain: bytes, about: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self.current.cipher.encrypt(nonce, plain, about.encode())

    def _decrypt(self, key: str, body: bytes, about: str, mark: str) -> bytes:
        from cryptography.exceptions import InvalidTag  # late: as in Key.cipher

        known = self._known.get(key)
        if known is None or mark != MARK:
            raise WrongKey(about, key)
        try:
            return known.cipher.decrypt(body[:_NONCE], body[_NONCE:], about.encode())
        except InvalidTag as error:
            raise WrongKey(about, key) from error


def _parts(sealed: str, about: str) -> tuple[str, str, str]:
    mark, _, rest = sealed.partition(".")
    key, _, body = rest.partition(".")
    if not body:
        raise WrongKey(about, "")
    return f"{mark}.", key, body


def load(path: Path) -> Vault:
    """The keys in this file, the current one first. Raises KeyFileRefused."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            lines = file.read().decode("ascii").split()
    except FileNotFoundError as error:
        raise KeyFileRefused(path, KeyFile.MISSING) from error
    except OSError as error:
        raise KeyFileRefused(path, KeyFile.UNREADABLE) from error
    except UnicodeDecodeError as error:
        raise KeyFileRefused(path, KeyFile.MALFORMED) from error
    if os.name == "posix" and mode & _NOBODY_ELSE:
        raise KeyFileRefused(path, KeyFile.OPEN_TO_OTHERS)
    try:
        found = [
            Key(name, base64.urlsafe_b64decode(body))
            for name, body in zip(lines[::2], lines[1::2], strict=True)
        ]
    except ValueError as error:
        raise KeyFileRefused(path, KeyFile.MALFORMED) from error
    if not found or any(len(key.secret) != _KEY for key in found):
        raise KeyFileRefused(path, KeyFile.MALFORMED)
    return Vault(found)


def create(path: Path) -> Vault:
    """Makes a key in a new file, for the owner alone. Raises KeyFileRefused if there is one."""
    if path.exists():
        raise KeyFileRefused(path, KeyFile.EXISTS)
    return _write(path, [Key.new()])


def add_key(path: Path) -> Vault:
    """Adds a new current key before the known ones, which still open what is under them."""
    known = load(path)
    return _write(path, [Key.new(), *known._known.values()])  # noqa: SLF001 -- same room


def _write(path: Path, keys: Sequence[Key]) -> Vault:
    """Writes beside the file and moves that into place, so that there is always a whole one."""
    draft = path.with_name(f"{path.name}.part")
    body = "".join(f"{key.id} {base64.urlsafe_b64encode(key.secret).decode()}\n" for key in keys)
    try:
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise KeyFileRefused(path, KeyFile.UNREADABLE) from error
    return Vault(keys)
