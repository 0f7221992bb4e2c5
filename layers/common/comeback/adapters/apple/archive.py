"""Stored (uncompressed) zip archives whose first part is prepared once and used for many.

PNGs do not deflate, and offsets of the prepared part never change, so a pass costs three small headers. The layout is
PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16; times are constant, so equal content gives equal bytes.
"""

import struct
from collections.abc import Iterable, Iterator
from zlib import crc32

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION = 20
# 1 January 1980, the first day the format knows.
_TIME, _DATE = 0, 0x21


class Archive:
    """Files one after the other and, apart, their directory."""

    __slots__ = ("_body", "_count", "_directory")

    def __init__(self, files: Iterable[tuple[str, bytes]] = ()) -> None:
        """An archive of these files, in this order."""
        entries = list(_entries(files, 0))
        self._body = b"".join(body for body, _ in entries)
        self._directory = b"".join(directory for _, directory in entries)
        self._count = len(entries)

    def closed_with(self, files: Iterable[tuple[str, bytes]]) -> bytes:
        """The bytes of a complete zip of the prepared files and these; the prepared part stays as it is."""
        entries = list(_entries(files, len(self._body)))
        bodies = [body for body, _ in entries]
        directory = b"".join((self._directory, *(one for _, one in entries)))
        count, start = self._count + len(entries), len(self._body) + sum(map(len, bodies))
        end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), start, 0)
        return b"".join((self._body, *bodies, directory, end))


def _entries(files: Iterable[tuple[str, bytes]], offset: int) -> Iterator[tuple[bytes, bytes]]:
    """Each file with its header, and its line in the directory; the first one begins at `offset`."""
    for name, data in files:
        raw = name.encode("ascii")
        about = (_TIME, _DATE, crc32(data), len(data), len(data), len(raw), 0)
        body = b"".join((_LOCAL.pack(b"PK\3\4", _VERSION, 0, 0, *about), raw, data))
        yield body, _CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, 0, 0, *about, 0, 0, 0, 0, offset) + raw
        offset += len(body)
