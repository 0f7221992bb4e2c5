"""Cursors of the memory adapters: the list's name and an offset in it."""

from collections.abc import Sequence

from comeback.domain.errors import FieldError, FieldRefused


def page_of[T](name: str, items: Sequence[T], limit: int, cursor: str | None) -> tuple[Sequence[T], str | None]:
    """A page and the cursor of the next one. Raises FieldRefused for what is no cursor of this list."""
    owner, _, text = (cursor or f"{name}@0").rpartition("@")
    if owner != name or not (text.isascii() and text.isdigit()):
        raise FieldRefused(FieldError("cursor", "This is not a cursor of this list."))
    end = int(text) + limit
    return items[int(text) : end], f"{name}@{end}" if end < len(items) else None
