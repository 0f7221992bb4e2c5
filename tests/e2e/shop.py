"""An owner's shop on the running stack: its location, its program, its customers."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from dev.runner.drive import StackDriver

LOCATION = 4564
UPTOWN = 24697
"""The same owner's second location: for programs whose tests need no visits, since a location has room for twenty."""
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Customer:
    """A client in Altegio who has a card here."""

    client_id: int
    card_id: str
    pass_url: str


@dataclass(frozen=True, slots=True)
class Shop:
    """Calls of the owner's system."""

    stack: StackDriver
    key: str
    program_id: str

    def call(self, method: str, path: str, body: object = None) -> Any:
        return self.stack.json(method, f"/api/v1{path}", self.key, body)

    def new_customer(self) -> Customer:
        """Somebody whom no other test knows."""
        number = f"1312555{next(_numbers):04d}"
        client = self.stack.desk.add_client("Ann", surname="Example", phone=number)
        card = self.call("POST", f"/programs/{self.program_id}/cards", {"phone": f"+{number}", "name": "Ann Example"})
        self.stack.settle()
        return Customer(client.client_id, card["id"], card["links"]["apple"])

    def pause_others(self) -> None:
        """Only the shop's own program goes on."""
        for program in self.call("GET", "/programs?limit=200")["items"]:
            if program["status"] == "active" and program["id"] != self.program_id:
                self.call("POST", f"/programs/{program['id']}/pause")

    def balance(self, customer: Customer) -> int:
        """Stamps on the card."""
        return int(self.call("GET", f"/cards/{customer.card_id}")["balance"]["value"])

    def amounts(self, customer: Customer) -> list[int]:
        """What was booked, oldest first."""
        entries = self.call("GET", f"/cards/{customer.card_id}/entries")["items"]
        return [entry["amount"] for entry in reversed(entries)]

    def explain(self, visit_id: int) -> Any:
        """The explanation for the shop's program."""
        explanation = self.call("GET", f"/connections/{LOCATION}/visits/{visit_id}/explanation")
        return next(one for one in explanation["programs"] if one["program_id"] == self.program_id)


def connect(stack: StackDriver, location: int, user: int = 746310) -> str:
    """What the owner's browser does; the tenant's id. Raises AssertionError when the door does not open."""
    redirect = stack.desk.press_connect([location], user=user)
    answer = stack.http.get(f"/altegio/connect?{redirect.query}")
    assert answer.status_code == 303, answer.text
    stack.settle()
    tenants = stack.operator("GET", "/tenants")["items"]
    return next(str(tenant["id"]) for tenant in tenants if location in tenant["location_ids"])


def new_program(stack: StackDriver, key: str, **changes: Any) -> str:
    """The id of an active program without settings."""
    program = stack.json("POST", "/api/v1/programs", key, {
        "type": "stamp", "title": "10 visits", "currency": "USD", "locale": "en", "locations": [LOCATION], "size": 10,
        "reward": {"title": "A free haircut"}, **changes,
    })["id"]  # fmt: skip
    stack.json("POST", f"/api/v1/programs/{program}/activate", key)
    return str(program)


def open_shop(stack: StackDriver) -> Shop:
    """Steps 1 and 2 of the story, as short as possible."""
    tenant = connect(stack, LOCATION)
    key = stack.operator("POST", f"/tenants/{tenant}/api-keys")["key"]
    program = new_program(stack, key)
    settings = f"/api/v1/programs/{program}/connections/{LOCATION}/settings"
    stack.json("PUT", settings, key, stack.json("GET", f"{settings}?recommended=true", key))
    return Shop(stack, key, program)
