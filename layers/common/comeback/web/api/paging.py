"""Pages of lists that are read whole because they are short: a business has few programs and locations."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, NoReturn

from aws_lambda_powertools.event_handler.openapi.params import Query

from comeback.domain.errors import FieldError, FieldRefused

Limit = Annotated[int, Query(ge=1, le=200, description="Most items of a page")]
Cursor = Annotated[str | None, Query(max_length=2_000, description="`next_cursor` of the page before")]
DEFAULT_LIMIT = 50
_MARK = "after:"


def page_after[T](items: Sequence[T], key: Callable[[T], str], limit: int, cursor: str | None) -> tuple[Sequence[T], str | None]:
    """The items after the cursor's, and the cursor of the next page. Raises FieldRefused for a text that is none."""
    keys = [key(item) for item in items]
    start = 0
    if cursor is not None:
        start = keys.index(place) + 1 if (place := _place(cursor)) in keys else _refuse()
    page = items[start : start + limit]
    more = start + limit < len(items)
    return page, urlsafe_b64encode(f"{_MARK}{key(page[-1])}".encode()).decode() if more else None


def _place(cursor: str) -> str:
    try:
        text = urlsafe_b64decode(cursor.encode("ascii")).decode("ascii")
    except (UnicodeError, binascii.Error):
        _refuse()
    return text.removeprefix(_MARK) if text.startswith(_MARK) else _refuse()


def _refuse() -> NoReturn:
    raise FieldRefused(FieldError("cursor", "This is not a cursor of this list."))
