"""Cursors of the memory adapters: an offset as text."""

from collections.abc import Sequence

from comeback.domain.errors import FieldError, FieldRefused


def offset_of(cursor: str | None) -> int:
    """Where a page starts. Raises FieldRefused."""
    if cursor is not None and not cursor.isdigit():
        raise FieldRefused(FieldError("cursor", "is not a cursor of this list"))
    return int(cursor or 0)


def page_of[T](items: Sequence[T], limit: int, offset: int) -> tuple[Sequence[T], str | None]:
    """A page and the cursor of the next one."""
    following = offset + limit
    return items[offset:following], str(following) if following < len(items) else None
