"""Stored (uncompressed) zip archives whose first part is prepared once and used for many.

PNGs do not deflate, and offsets of the prepared part never change, so a pass costs three small headers. The layout is
PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16; times are constant, so equal content gives equal bytes.
"""

import struct
from collections.abc import Iterable, Sequence
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

    def __init__(self, files: Sequence[tuple[str, bytes]] = ()) -> None:
        """An archive of these files, in this order."""
        bodies, lines, _ = _packed(files, 0)
        self._body, self._directory, self._count = b"".join(bodies), b"".join(lines), len(files)

    def closed_with(self, files: Sequence[tuple[str, bytes]]) -> bytes:
        """The bytes of a complete zip of the prepared files and these; the prepared part stays as it is."""
        bodies, lines, start = _packed(files, len(self._body))
        directory, count = b"".join((self._directory, *lines)), self._count + len(files)
        end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), start, 0)
        return b"".join((self._body, *bodies, directory, end))


def _packed(files: Iterable[tuple[str, bytes]], offset: int) -> tuple[list[bytes], list[bytes], int]:
    """The files with their headers, and their lines in the directory, in pieces; the first begins at `offset`, the next one
    would at what comes third.
    """
    bodies: list[bytes] = []
    lines: list[bytes] = []
    for name, data in files:
        raw = name.encode("ascii")
        about = (_TIME, _DATE, crc32(data), len(data), len(data), len(raw), 0)
        bodies += _LOCAL.pack(b"PK\3\4", _VERSION, 0, 0, *about), raw, data
        lines += _CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, 0, 0, *about, 0, 0, 0, 0, offset), raw
        offset += _LOCAL.size + len(raw) + len(data)
    return bodies, lines, offset
