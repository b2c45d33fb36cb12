"""Archives that people send, such as spreadsheets and Word files."""

from __future__ import annotations

import io
import zipfile

MOST_PARTS = 500
_AT_ONCE = 64 * 1024
_PACKING = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""What office programs pack with; the others unpack in leaps that cannot be counted."""


class TooLarge(Exception):
    """There is more in the archive than may be unpacked."""


class Unreadable(Exception):
    """It is no archive, is damaged, has a password, or has two parts of one name."""


def unpacked(body: bytes, most: int) -> dict[str, bytes]:
    """Each part by its name, `most` bytes in all. They are counted while they are unpacked: what
    the archive says about itself is not believed. Raises TooLarge, Unreadable."""
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            listed = archive.infolist()
            if len(listed) > MOST_PARTS:
                raise TooLarge
            for part in listed:
                if part.compress_type not in _PACKING:
                    raise Unreadable
                contents = bytearray()
                with archive.open(part) as file:
                    while piece := file.read(_AT_ONCE):
                        contents += piece
                        most -= len(piece)
                        if most < 0:
                            raise TooLarge
                found[part.filename] = bytes(contents)
    except (TooLarge, Unreadable):
        raise
    except Exception as error:  # zipfile and zlib raise whatever a broken file makes them trip over
        raise Unreadable from error
    if len({name.casefold() for name in found}) < len(listed):
        raise Unreadable
    return found
