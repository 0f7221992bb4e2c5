"""The owner's system, which calls the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from dev.bench.shop import OWNER

if TYPE_CHECKING:
    from dev.faults.ground import Ground

_CHAIN, _FIRST_PLACE, _PROGRAMS_OF_A_PLACE = 145071, 51_000, 15


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

    def place(self) -> int:
        """A location with room for a program; every few programs there is a new one."""
        number = next(self._ground.programs)
        location = _FIRST_PLACE + number // _PROGRAMS_OF_A_PLACE
        if number % _PROGRAMS_OF_A_PLACE == 0:
            self._open(location)
        return location

    def _open(self, location: int) -> None:
        desk = self._stack.desk
        desk.add_location(location, f"Shop {location}", zone="America/New_York", currency="USD", chain=_CHAIN, owner=OWNER)
        query = desk.press_connect([location], user=OWNER).query
        assert self._stack.http.get(f"/altegio/connect?{query}").status_code == httpx.codes.SEE_OTHER
