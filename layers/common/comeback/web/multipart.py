"""Forms with files, as browsers post them (RFC 7578)."""

from __future__ import annotations

import re
from typing import NamedTuple

_MOST_PARTS = 100
_BOUNDARY = re.compile(r'multipart/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r'[;\s]name="([^"]*)"', re.IGNORECASE)
_FILE = re.compile(r"[;\s]filename\*?=", re.IGNORECASE)


class Part(NamedTuple):
    """A field, or a file under the name of its field."""

    name: str
    data: bytes
    is_file: bool


def parts_of(content_type: str, body: bytes) -> list[Part]:
    """The parts in their order; none where the body is not what its type says."""
    found = _BOUNDARY.match(content_type)
    if found is None:
        return []
    # The first boundary has no line before it; with one, all are alike. What follows the last one is no part.
    pieces = (b"\r\n" + body).split(b"\r\n--" + (found[1] or found[2]).encode(), _MOST_PARTS + 1)
    return [part for piece in pieces[1:-1] if (part := _part(piece)) is not None]


def _part(piece: bytes) -> Part | None:
    """From the end of its boundary to the line before the next."""
    head, blank, data = piece.partition(b"\r\n\r\n")
    headers = head.decode("utf-8", "replace")
    named = _NAME.search(headers)
    return Part(named[1], data, _FILE.search(headers) is not None) if blank and named else None
