"""The owner's system, which calls the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx

from dev.bench.shop import OWNER

if TYPE_CHECKING:
    from dev.faults.ground import Ground

_CHAIN, _FIRST_PLACE = 145071, 51_000


class Owner:
    """Calls of the owner's system."""

    def __init__(self, ground: Ground) -> None:
        """With the key of the shop."""
        self._ground, self._stack, self._key = ground, ground.stack, ground.shop.key

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Below `/api/v1`."""
        return self._stack.json(method, f"/api/v1{path}", self._key, body)

    def program(self, location: int, **changes: Any) -> str:
        """A new one, active."""
        body = {
            "type": "stamp", "title": "Faults", "locale": "en", "currency": "USD", "size": 10, "locations": [location],
            "reward": {"title": "A free haircut"},
        }  # fmt: skip
        made = str(self.call("POST", "/programs", body | changes)["id"])
        self.call("POST", f"/programs/{made}/activate")
        return made

    def settings(self, program: str, location: int, row: dict[str, Any]) -> None:
        """Of the program at the location."""
        self.call("PUT", f"/programs/{program}/connections/{location}/settings", row)

    def visit(self, client: int, location: int, *, days: int = 0) -> None:
        """A paid one, so many days ago."""
        desk = self._stack.desk
        at = f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%d} 12:00" if days else "now"
        desk.pay(desk.arrive(desk.book(client, "Haircut", location=location, at=at).booking_id).booking_id)

    def place(self) -> int:
        """A location of its own, so that its visits concern nobody else's program."""
        location = _FIRST_PLACE + next(self._ground.places)
        desk = self._stack.desk
        desk.add_location(location, f"Shop {location}", zone="America/New_York", currency="USD", chain=_CHAIN, owner=OWNER)
        query = desk.press_connect([location], user=OWNER).query
        assert self._stack.http.get(f"/altegio/connect?{query}").status_code == httpx.codes.SEE_OTHER
        return location
