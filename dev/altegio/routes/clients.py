"""REST v1: clients and their loyalty."""

from collections.abc import Callable
from typing import Any

from dev.altegio.acts.finding import digits
from dev.altegio.http import Response
from dev.altegio.model import Client
from dev.altegio.routes.answers import Call, RefusalError, route
from dev.altegio.routes.records import changed
from dev.altegio.shapes import people

_MOST_PER_PAGE = 200
_ORDERS: dict[str, Callable[[Client], Any]] = {
    "id": lambda one: one.id, "name": lambda one: one.name, "phone": lambda one: one.phone, "email": lambda one: one.email,
}  # fmt: skip
_IGNORED = {
    "importance", "has_mobile_app", "category", "has_passteam_card", "passteam_card_ids", "birthday", "gender", "record",
    "client", "sale", "sold_amount",
}  # fmt: skip


def search(call: Call) -> Response:
    """Clients by filters, page by page; an empty list is a success."""
    place = call.location("clients_access")
    asked = call.request.json()
    if not isinstance(asked, dict):
        raise RefusalError(400, "Bad request.")
    size = _whole(asked, "page_size", 25)
    if size > _MOST_PER_PAGE:
        raise RefusalError(422, "An error has occurred.", {"page_size": [f"Value must be at most {_MOST_PER_PAGE}"]})
    found = [one for one in call.stage.world.clients_of(place.id) if _fits(one, asked)]
    backwards = str(asked.get("order_by_direction", "DESC")).upper() == "DESC"
    found.sort(key=_ORDERS.get(str(asked.get("order_by", "id")), _ORDERS["id"]), reverse=backwards)
    begin = (max(_whole(asked, "page", 1), 1) - 1) * size
    fields = [str(name) for name in asked.get("fields") or []]
    shown = [people.found_client(call.stage.context, one, fields) for one in found[begin : begin + size]]
    return call.ok(shown, {"total_count": len(found)})


def _whole(asked: dict[str, Any], name: str, default: int) -> int:
    try:
        return int(asked.get(name, default))
    except (TypeError, ValueError):
        raise RefusalError(422, "An error has occurred.", {name: ["Value must be a number"]}) from None


def _fits(client: Client, asked: dict[str, Any]) -> bool:
    verdicts = [_passes(client, one) for one in asked.get("filters") or []]
    return any(verdicts) if asked.get("operation") == "OR" and verdicts else all(verdicts)


def _passes(client: Client, rule: Any) -> bool:
    """One filter. Kinds that this stand-in does not weigh let everybody through; unknown kinds are refused."""
    try:
        kind, state = rule["type"], rule["state"]
        if kind == "quick_search":
            return _resembles(client, str(state["value"]))
        if kind == "id":
            values = state["value"]
            return str(client.id) in [str(one) for one in (values if isinstance(values, list) else [values])]
    except (KeyError, TypeError):
        raise RefusalError(400, "Wrong filter.") from None
    if kind not in _IGNORED:
        raise RefusalError(400, "Wrong filter.")
    return True


def _resembles(client: Client, text: str) -> bool:
    number = digits(text)
    if number and not any(sign.isalpha() for sign in text):
        return number in client.phone
    wanted = text.strip().casefold()
    return wanted in f"{client.name} {client.surname}".casefold() or wanted in client.email.casefold()


def clients(call: Call) -> Response:
    """The deprecated list, with the change filter; whole objects."""
    place = call.location("clients_access")
    phone, wanted = digits(call.request.query.get("phone", "")), {v for k, v in call.request.pairs if k in ("id[]", "id")}
    found = [
        one for one in call.stage.world.clients_of(place.id)
        if changed(call, place, one.changed_at) and phone in one.phone and (not wanted or str(one.id) in wanted)
    ]  # fmt: skip
    shown, _ = call.page(found, default=20)
    return call.ok([people.client(call.stage.context, one, "clients") for one in shown], {"total_count": len(found)})


def client(call: Call) -> Response:
    """One client."""
    place = call.location("clients_access")
    one = call.stage.world.clients.get(call.ids["client_id"])
    if one is None or one.deleted or one.location_id != place.id:
        raise RefusalError(404, "Not found.")
    return call.ok(people.client(call.stage.context, one))


ROUTES = (
    route("POST", "/api/v1/company/{location_id}/clients/search", search),
    route("GET", "/api/v1/clients/{location_id}", clients),
    route("GET", "/api/v1/client/{location_id}/{client_id}", client),
)
