"""Barcodes as rows of modules: bytes that are 1 where it is dark."""

from __future__ import annotations

from hashlib import shake_256
from typing import TYPE_CHECKING, NamedTuple

import segno

if TYPE_CHECKING:
    from collections.abc import Callable

_AZTEC, _EYE = 27, 5
_PDF_COLUMNS, _PDF_ROWS, _PDF_WORD = 6, 14, 8
_PDF_START, _PDF_STOP = (8, 1, 1, 1, 1, 1, 1, 3), (7, 1, 1, 3, 1, 1, 1, 2, 1)


class Drawn(NamedTuple):
    """Rows of modules, and how many times higher than wide a module is; 0: there is one row, as high as one likes."""

    rows: list[bytes]
    stretch: int = 1

    @property
    def is_square(self) -> bool:
        """Or wide."""
        return self.stretch == 1


def drawn_code(kind: str, message: str) -> Drawn:
    """QR and Code 128 can be read. Aztec and PDF417 only look like themselves, as nothing that we have writes them."""
    return _CODES[kind](message)


def _qr(message: str) -> Drawn:
    return Drawn([bytes(row) for row in segno.make_qr(message, error="m").matrix])


def _code128(message: str) -> Drawn:
    from reportlab.graphics.barcode.code128 import Code128  # late: it is large, and few cards have this code

    code = Code128(message, quiet=False)
    code.validate()
    code.encode()
    code.decompose()
    # Bars are capital letters and gaps small ones; each says its width by its place in the alphabet.
    row = b"".join(bytes([sign.isupper()]) * (ord(sign.lower()) - ord("a") + 1) for sign in code.decomposed)
    return Drawn([row], 0)


def _aztec(message: str) -> Drawn:
    """A bull's eye with its corner marks, in a field of noise."""
    noise, middle = _noise(message, _AZTEC * _AZTEC), _AZTEC // 2
    rows = [bytearray(noise[row * _AZTEC : (row + 1) * _AZTEC]) for row in range(_AZTEC)]
    for y in range(-_EYE, _EYE + 1):
        for x in range(-_EYE, _EYE + 1):
            ring = max(abs(x), abs(y))
            if ring < _EYE:
                rows[middle + y][middle + x] = ring % 2 == 0
    for x, y, dark in ((-1, -1, 1), (1, -1, 1), (1, 1, 0), (-1, 1, 0)):
        rows[middle + y * _EYE][middle + x * _EYE] = dark
    return Drawn([bytes(row) for row in rows])


def _pdf417(message: str) -> Drawn:
    """Its start and stop, and between them words of four bars each."""
    noise, rows = shake_256(message.encode()).digest(_PDF_ROWS * _PDF_COLUMNS), []
    for row in range(_PDF_ROWS):
        words = [_word(noise[row * _PDF_COLUMNS + column]) for column in range(_PDF_COLUMNS)]
        rows.append(b"".join(map(_bars, (_PDF_START, *words, _PDF_STOP))))
    return Drawn(rows, 3)


def _word(number: int) -> tuple[int, ...]:
    """Four bars and four gaps, 17 modules together."""
    widths = [1] * _PDF_WORD
    for step in range(17 - _PDF_WORD):
        widths[(number + step * (1 + number // 32)) % _PDF_WORD] += 1
    return tuple(widths)


def _bars(widths: tuple[int, ...]) -> bytes:
    return b"".join(bytes([place % 2 == 0]) * width for place, width in enumerate(widths))


def _noise(message: str, count: int) -> bytes:
    return bytes(byte & 1 for byte in shake_256(message.encode()).digest(count))


_CODES: dict[str, Callable[[str], Drawn]] = {"qr": _qr, "aztec": _aztec, "pdf417": _pdf417, "code128": _code128}
