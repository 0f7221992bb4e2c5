"""What a paid visit costs with a card of each type: counted, not timed, like the evaluations of stamps."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from dev.altegio.desk import Desk
from dev.bench.evaluations import Handlers, environment_of, take_environment
from dev.bench.shop import LOCATION, open_shop
from dev.bench.table import BUDGET, Line, Row
from dev.runner.aws import LocalAws

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dev.bench.shop import Shop

TITLE = "A paid visit (booked, arrived, paid) by the type of the card, all its events together"
_SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "stamp": {}, "cashback": {"crm_card_type": 10992}, "multipass": {}, "discount": {"crm_card_type": 10993}, "gift": {},
}  # fmt: skip
_STAMPS = {"size": 10, "reward": {"title": "A free haircut"}}
# What each type may cost; measured, and kept from growing by the way.
_MOST_UNITS = {"stamp": 21, "cashback": 25, "multipass": 24, "discount": 22, "gift": 24}
_MOST_CALLS = {"stamp": 5, "cashback": 9, "multipass": 10, "discount": 8, "gift": 9}


@dataclass(frozen=True, slots=True)
class Cost:
    """Of all messages of one visit."""

    kind: str
    requests: int
    write_units: float
    altegio_calls: int


def run() -> Sequence[Line]:
    """About a minute."""
    return rows(count())


def rows(costs: Sequence[Cost]) -> Sequence[Line]:
    """Against what was measured when it was written down."""
    lines: list[Line] = []
    for one in costs:
        lines.append(Row(f"{one.kind}: write units", one.write_units, "", "budget", _MOST_UNITS[one.kind], BUDGET))
        lines.append(Row(f"{one.kind}: Altegio calls", one.altegio_calls, "", "budget", _MOST_CALLS[one.kind], BUDGET))
    return lines


def count() -> Sequence[Cost]:
    """One shop; for each type a program of its own, the others paused."""
    with open_shop() as shop:
        facts = shop.stack.facts
        environment = environment_of(LocalAws(facts["aws_endpoint_url"]), facts["aws_endpoint_url"])
        with ProcessPoolExecutor(1, get_context("spawn"), take_environment, (environment,)) as pool:
            shop.stack.json("POST", f"/api/v1/programs/{shop.program_id}/pause", shop.key)
            return [_count(shop, pool, number, kind) for number, kind in enumerate(_SETTINGS, 1)]


def _count(shop: Shop, pool: ProcessPoolExecutor, number: int, kind: str) -> Cost:
    stack, desk = shop.stack, shop.stack.desk
    program = stack.json("POST", "/api/v1/programs", shop.key, {
        "type": kind, "title": kind, "currency": "USD", "locale": "en", "locations": [LOCATION],
        **(_STAMPS if kind == "stamp" else {}),
    })["id"]  # fmt: skip
    path = f"/api/v1/programs/{program}"
    stack.json("POST", f"{path}/activate", shop.key)
    stack.json("PUT", f"{path}/connections/{LOCATION}/settings", shop.key, dict(_SETTINGS[kind]))
    phone = f"1312557{number:04d}"
    client = desk.add_client("Ann", surname="Example", phone=phone).client_id
    _sell(desk, kind, client)
    stack.json("POST", f"{path}/cards", shop.key, {"phone": f"+{phone}", "name": "Ann Example"})
    stack.settle()
    requests, write_units, calls = pool.submit(_play, str(stack.facts["altegio"]["app_url"]), kind, client).result()
    stack.json("POST", f"{path}/pause", shop.key)
    return Cost(kind, requests, write_units, calls)


def _sell(desk: Desk, kind: str, client: int) -> None:
    if kind == "cashback":
        desk.add_promotion(steps={100: 5, 500: 10})
        desk.issue_card(client, balance=100)
    elif kind == "discount":
        desk.add_promotion("discount_accumulative_paid", card_type=10993, steps={100: 5, 500: 10})
        desk.issue_card(client, card_type=10993)
    elif kind == "multipass":
        desk.sell_membership(client)
    elif kind == "gift":
        desk.sell_gift_card(client)


def _play(url: str, kind: str, client: int) -> tuple[int, float, int]:
    """Requests, write units and calls. The types are told apart by how the bill is settled and what that changes."""
    desk, said = Desk(url), StringIO()
    with redirect_stdout(said):
        handlers = Handlers(desk, said)
        desk.lose_webhooks(0)
        desk.hold_webhooks()
        desk.add_client("Somebody", surname="Else", phone=f"1312558{client % 10_000:04d}")
        handlers.after("not counted")
        booking = desk.book(client, "Haircut").booking_id
        evaluations = handlers.after("booked")
        desk.arrive(booking)
        evaluations += handlers.after("arrived")
        if kind == "cashback":
            desk.change_card(client, 2.5, kind="cashback", booking=booking)
        elif kind == "discount":
            desk.count_on_card(client, paid=50)
        _pay(desk, kind, booking)
        evaluations += handlers.after("paid")
        desk.lose_webhooks()
    return (
        sum(one.requests for one in evaluations), sum(one.write_units for one in evaluations),
        sum(one.altegio_calls for one in evaluations),
    )  # fmt: skip


def _pay(desk: Desk, kind: str, booking: int) -> None:
    if kind == "multipass":
        desk.pay(booking, method="session", line="Haircut")
    elif kind == "gift":
        desk.pay(booking, method="gift_card")
    else:
        desk.pay(booking)
