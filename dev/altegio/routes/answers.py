"""Altegio's envelope, its errors, and the table that ties paths to answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dev.altegio.acts.stage import Stage
from dev.altegio.http import Request, Response
from dev.altegio.model import Location, Status
from dev.altegio.world import UnknownError


class RefusalError(Exception):
    """The call ends with an error envelope."""

    def __init__(self, status: int, message: str, errors: Any = None) -> None:
        """`errors`: per field, as 422 has them."""
        super().__init__(message)
        self.response = failure(status, message, errors)


def failure(status: int, message: str, errors: Any = None) -> Response:
    """An error envelope."""
    meta: dict[str, Any] = {"message": message}
    if errors is not None:
        meta["errors"] = errors
    return Response(status, {"success": False, "data": None, "meta": meta})


@dataclass(frozen=True, slots=True)
class Call:
    """A checked call: the request, the numbers in its path, and what it may look at."""

    request: Request
    stage: Stage
    ids: dict[str, int]

    def location(self, *rights: str) -> Location:
        """The path's location. Refuses with 404 an unknown one, with 403 one without our rights."""
        return self.readable(self.ids["location_id"], *rights)

    def readable(self, location_id: int, *rights: str) -> Location:
        """A location whose data the application may read."""
        try:
            place = self.stage.world.location(location_id)
        except UnknownError:
            raise RefusalError(404, "Not found.") from None
        active = place.installation is not None and place.installation.status is Status.ACTIVE
        if not active or not all(self.stage.context.allowed(location_id, right) for right in rights):
            raise RefusalError(403, "Access denied.")
        return place

    def number(self, name: str, default: int, most: int) -> int:
        """A number of the query. Refuses with 422 what is none."""
        text = self.request.query.get(name) or str(default)
        try:
            return max(0, min(int(text), most))
        except ValueError:
            raise RefusalError(422, "An error has occurred.", {name: ["Value must be a number"]}) from None

    def flag(self, name: str) -> bool:
        """Yes or no in the query."""
        return self.request.query.get(name, "").lower() in ("1", "true")

    def ok(self, data: Any, meta: Any = None, status: int = 200) -> Response:
        """A success. No meta is `[]` or `{}`."""
        thing = sum(self.ids.values())
        meta = self.stage.context.wobble.meta(self.request.path, thing) if meta is None else meta
        return Response(status, {"success": True, "data": data, "meta": meta})

    def page(self, found: list[Any], default: int = 50, most: int = 300, first: int = 1) -> tuple[list[Any], int]:
        """The asked-for page of a list, and its number."""
        count = self.number("count", default, most) or default
        number = max(self.number("page", first, 10**9), first)
        begin = (number - first) * count
        return found[begin : begin + count], number


Answer = Callable[[Call], Response]


@dataclass(frozen=True, slots=True)
class Route:
    """A path with names in braces, which stand for numbers (`{act}` for a word)."""

    method: str
    template: str
    answer: Answer
    pattern: re.Pattern[str]

    @property
    def name(self) -> str:
        """How it is counted."""
        return f"{self.method} {self.template}"


def route(method: str, template: str, answer: Answer) -> Route:
    """A row of a table of routes."""
    expression = re.sub(r"\\{(\w+)\\}", r"(?P<\1>\\d{1,18})", re.escape(template))
    return Route(method, template, answer, re.compile(expression))
