"""What the owner's page of a design draws, over the world's memory: pictures that can be read."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comeback.domain.card_face import AppleFace, GoogleFace, ShownField


class TellingPainter:
    """Writes what it would draw."""

    def apple(self, face: AppleFace, logo: bytes, strip: bytes) -> bytes:
        del logo, strip
        return f"apple: {face}".encode()

    def google(self, face: GoogleFace, logo: bytes, hero: bytes) -> bytes:
        del logo, hero
        return f"google: {face}".encode()

    def details(self, fields: Sequence[ShownField]) -> bytes:
        return f"back: {fields}".encode()


class _FormReader(HTMLParser):
    """What a browser would send of the form with an id."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self._form, self._is_in = form, False
        self._open, self._text, self._options = "", "", [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_in = given.get("id") == self._form
        name, value = given.get("name", ""), given.get("value", "")
        if self._is_in and tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.pairs.append((name, value))
        if tag in ("select", "textarea"):
            self._open, self._text, self._options = name, "", []
        if tag == "option":
            self._options.insert(0 if "selected" in given else len(self._options), value)

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if self._is_in and tag in ("select", "textarea"):
            self.pairs.append((self._open, self._options[0] if tag == "select" else self._text))


def fields_of(body: str, form: str) -> list[tuple[str, str]]:
    """The names and values of a page's form."""
    reader = _FormReader(form)
    reader.feed(body)
    return reader.pairs
