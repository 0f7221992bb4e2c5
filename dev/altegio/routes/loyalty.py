"""REST v1: loyalty cards, memberships, gift cards, their types and their transactions."""

from dev.altegio.acts.finding import day, digits
from dev.altegio.http import Response
from dev.altegio.routes.answers import Call, RefusalError, route
from dev.altegio.shapes import loyalty


def card_types(call: Call) -> Response:
    """Types of loyalty cards, without an envelope."""
    chain = call.location("loyalty_access").chain_id
    return Response(200, [loyalty.card_type(chain, number, title) for number, title in call.stage.world.card_types.items()])


def client_cards(call: Call) -> Response:
    """A client's loyalty cards, without an envelope."""
    one = call.stage.world.clients.get(call.ids["client_id"])
    if one is None:
        raise RefusalError(404, "Not found.")
    chain = call.readable(one.location_id, "clients_loyalty_read_access").chain_id
    mine = call.stage.world.cards_of(chain, one.phone)
    return Response(200, [loyalty.card(call.stage.context, card) for card in mine])


def memberships(call: Call) -> Response:
    """A client's memberships in a location's chain, by phone."""
    chain = _chain_of(call)
    mine = call.stage.world.memberships_of(chain, digits(call.request.query.get("phone", "")))
    return call.ok([loyalty.membership(call.stage.context, one) for one in mine], {"count": len(mine)})


def gift_cards(call: Call) -> Response:
    """A client's gift cards in a location's chain, by phone."""
    chain = _chain_of(call)
    mine = call.stage.world.gift_cards_of(chain, digits(call.request.query.get("phone", "")))
    return call.ok([loyalty.gift_card(call.stage.context, one) for one in mine], {"count": len(mine)})


def gift_card_types(call: Call) -> Response:
    """Types of gift cards that a location sells."""
    return _types(call, call.stage.world.gift_card_types)


def membership_types(call: Call) -> Response:
    """Types of memberships that a location sells."""
    return _types(call, call.stage.world.membership_types)


def _types(call: Call, types: dict[int, str]) -> Response:
    chain, wanted = call.location("loyalty_access").chain_id, call.request.query.get("title", "").casefold()
    found = [loyalty.named_type(chain, number, title) for number, title in types.items() if wanted in title.casefold()]
    return call.ok(found, {"count": len(found)})


def _chain_of(call: Call) -> int:
    number = call.request.query.get("company_id", "")
    if not number.isdecimal():
        raise RefusalError(422, "An error has occurred.", {"company_id": ["Value is required"]})
    return call.readable(int(number), "clients_loyalty_read_access").chain_id


def chain_transactions(call: Call) -> Response:
    """Loyalty transactions of a chain by day; what visits settled too."""
    chain, query = call.ids["chain_id"], call.request.query
    here = [place for place in call.stage.world.locations.values() if place.chain_id == chain]
    if not here:
        raise RefusalError(404, "Not found.")
    call.readable(here[0].id, "loyalty_access")
    try:
        first, last = (day(query[name]) for name in ("created_after", "created_before"))
    except (KeyError, ValueError):
        raise RefusalError(400, "Bad request.") from None
    types = {int(value) for name, value in call.request.pairs if name == "types[]"}
    found = [
        one for at, one in loyalty.transactions(call.stage.context, chain)
        if first <= at.date() <= last and (not types or one["type_id"] in types)
    ]  # fmt: skip
    shown, _ = call.page(found)
    return call.ok(shown, {"count": len(found)})


ROUTES = (
    route("GET", "/api/v1/loyalty/card_types/salon/{location_id}", card_types),
    route("GET", "/api/v1/loyalty/client_cards/{client_id}", client_cards),
    route("GET", "/api/v1/loyalty/abonements", memberships),
    route("GET", "/api/v1/chain/{chain_id}/loyalty/transactions", chain_transactions),
    route("GET", "/api/v1/loyalty/certificates", gift_cards),
    route("GET", "/api/v1/company/{location_id}/loyalty/certificate_types/search", gift_card_types),
    route("GET", "/api/v1/company/{location_id}/loyalty/abonement_types/search", membership_types),
)
