"""A local stack of its own with a connected location and an active program, by default without limits or delays."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from dev.runner.drive import StackDriver, StackError
from dev.runner.launch import LaunchedStack, free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCATION = 4564
OWNER = 746310
REAL_LIMITS = {"ALTEGIO_REQUESTS_PER_SECOND": "5", "ALTEGIO_REQUESTS_PER_MINUTE": "200"}
_PROGRAM = {
    "type": "stamp",
    "title": "10 visits",
    "locale": "en",
    "size": 10,
    "reward": {"title": "A free haircut"},
}
# The limits of Altegio and the pauses between pushes would be all that is measured.
_VARIABLES = {
    "COALESCE_SECONDS": "0",
    "SWEEP_MINUTES": "0",
    "ALTEGIO_REQUESTS_PER_SECOND": "100000",
    "ALTEGIO_REQUESTS_PER_MINUTE": "6000000",
}


@dataclass(frozen=True, slots=True)
class Customer:
    """A client in Altegio who has a card."""

    client_id: int
    card_id: str
    pass_url: str


@dataclass(frozen=True, slots=True)
class Shop:
    """The stack from outside, with the owner's key."""

    stack: StackDriver
    key: str
    program_id: str

    def customer(self, number: int) -> Customer:
        """A new one; `number` tells people apart. Altegio's event about it gets lost, so that nothing happens twice."""
        phone = f"1312555{number:04d}"
        client = self.stack.desk.add_client("Ann", surname="Example", phone=phone)
        person = {"phone": f"+{phone}", "name": "Ann Example"}
        card = self.stack.json("POST", f"/api/v1/programs/{self.program_id}/cards", self.key, person)
        return Customer(client.client_id, card["id"], card["links"]["apple"])


@contextmanager
def open_shop(**variables: str) -> Iterator[Shop]:
    """Ends the stack and forgets its data. Events of Altegio are lost until somebody wants them. `variables` take the
    place of a benchmark's usual ones.
    """
    with TemporaryDirectory() as folder:
        launched = LaunchedStack(Path(folder), {**_VARIABLES, **variables, **free_ports()})
        launched.start()
        try:
            with StackDriver(launched.file) as stack:
                stack.desk.lose_webhooks()
                yield connect(stack)
        finally:
            launched.stop()


def connect(stack: StackDriver, location: int = LOCATION, owner: int = OWNER) -> Shop:
    """What an owner does on the first day: connect, make a program, activate it, take the recommended settings."""
    answer = stack.http.get(f"/altegio/connect?{stack.desk.press_connect([location], user=owner).query}")
    if answer.status_code != 303:
        raise StackError(f"the location was not connected: {answer.status_code} {answer.text[:200]}")
    tenants = stack.operator("GET", "/tenants")["items"]
    tenant = next(one["id"] for one in tenants if location in one["location_ids"])
    key: str = stack.operator("POST", f"/tenants/{tenant}/api-keys")["key"]
    currency = stack.json("GET", "/api/v1/connections", key)["items"][0]["currency"]
    program = stack.json("POST", "/api/v1/programs", key, {**_PROGRAM, "currency": currency, "locations": [location]})["id"]
    stack.json("POST", f"/api/v1/programs/{program}/activate", key)
    settings = f"/api/v1/programs/{program}/connections/{location}/settings"
    recommended: Any = stack.json("GET", f"{settings}?recommended=true", key)
    stack.json("PUT", settings, key, recommended)
    return Shop(stack, key, program)
