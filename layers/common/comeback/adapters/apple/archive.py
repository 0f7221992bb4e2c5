"""Stored (uncompressed) zip archives whose first part is prepared once and used for many.

PNGs do not deflate, and offsets of the prepared part never change, so a pass costs three small headers. The layout is
PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16; times are constant, so equal content gives equal bytes.
"""

import struct
from collections.abc import Iterable
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
        self._body, self._directory, self._count = b"", b"", 0
        self._body, self._directory, self._count = self._with(files)

    def closed_with(self, files: Iterable[tuple[str, bytes]]) -> bytes:
        """The bytes of a complete zip of the prepared files and these; the prepared part stays as it is."""
        body, directory, count = self._with(files)
        end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0)
        return b"".join((body, directory, end))

    def _with(self, files: Iterable[tuple[str, bytes]]) -> tuple[bytes, bytes, int]:
        body, directory, offset, count = [self._body], [self._directory], len(self._body), self._count
        for name, data in files:
            raw, checksum, size = name.encode("ascii"), crc32(data), len(data)
            local = _LOCAL.pack(b"PK\3\4", _VERSION, 0, 0, _TIME, _DATE, checksum, size, size, len(raw), 0)
            body += (local, raw, data)
            directory += (
                _CENTRAL.pack(
                    b"PK\1\2", _VERSION, _VERSION, 0, 0, _TIME, _DATE, checksum, size, size, len(raw), 0, 0, 0, 0, 0, offset
                ),
                raw,
            )
            offset += len(local) + len(raw) + size
            count += 1
        return b"".join(body), b"".join(directory), count
