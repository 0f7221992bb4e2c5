"""Printing: a poster as a file."""

from typing import Protocol

from comeback.domain.poster import Poster


class Press(Protocol):
    """Vectors in both: they are as sharp as the printer."""

    def svg(self, poster: Poster) -> str:
        """To be changed by a designer, or shown; whoever draws it brings the letters."""

    def pdf(self, poster: Poster) -> bytes:
        """To be printed as it is. Raises LettersMissing."""
