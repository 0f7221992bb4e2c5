"""What an owner must look at, and who changed what, on the running stack."""

from collections.abc import Iterator
from typing import Any, Literal

import pytest

from dev.runner.drive import StackDriver
from tests.e2e.shop import LOCATION, Shop

pytestmark = pytest.mark.stack


def cards(shop: Shop) -> int:
    return len(shop.call("GET", f"/cards?program_id={shop.program_id}&limit=200")["items"])


def whole_trail(shop: Shop) -> Iterator[dict[str, Any]]:
    """Every record, page by page."""
    query = "limit=200"
    while query:
        page = shop.call("GET", f"/audit-trail?{query}")
        yield from page["items"]
        query = f"limit=200&cursor={page['next_cursor']}" if page["next_cursor"] else ""


def missing_rights(shop: Shop) -> set[str]:
    return {one["facts"]["right"] for one in shop.call("GET", "/attention?kind=missing_rights")["items"]}


@pytest.mark.parametrize("masking", ["partial", "stars"])
def test_hidden_phones_are_counted_and_reported_until_they_are_shown(
    stack: StackDriver, shop: Shop, masking: Literal["partial", "stars"]
) -> None:
    before = cards(shop)
    stack.desk.take_right("client_phones_access", LOCATION, masking=masking)
    shop.call("POST", f"/connections/{LOCATION}/sync", {})
    stack.settle()
    (item,) = shop.call("GET", "/attention?kind=masked_phones")["items"]
    with_phone = sum(bool(one.phone) and not one.deleted for one in stack.desk.clients(LOCATION))
    assert (item["location_id"], item["facts"]["clients"], item["answers"]) == (LOCATION, with_phone, ["done"])
    assert "client_phones_access" in missing_rights(shop)
    assert cards(shop) == before

    shop.call("POST", f"/attention/{item['id']}/answer", {"answer": "done"})
    assert shop.call("GET", "/attention?kind=masked_phones")["items"] == []
    newest = shop.call("GET", "/audit-trail?limit=1")["items"][0]
    assert (newest["action"], newest["subject"], newest["details"]) == ("attention.answered", item["id"], {"answer": "done"})

    stack.desk.give_right("client_phones_access", LOCATION)
    shop.call("POST", f"/connections/{LOCATION}/sync", {})
    stack.settle()
    assert "client_phones_access" not in missing_rights(shop)


def test_every_door_notes_who_changed_what(stack: StackDriver, shop: Shop) -> None:
    card = shop.new_customer().card_id
    shop.call("POST", f"/cards/{card}/block", {"reason": "Lost"})
    records = {(one["action"], one["subject"]): one for one in whole_trail(shop)}
    blocked = records["card.blocked", card]
    assert (blocked["actor"]["kind"], blocked["details"]) == ("api_key", {"status.before": "active", "status.after": "blocked"})
    assert records["location.connected", str(LOCATION)]["actor"] == {"kind": "person", "id": "746310"}
    assert records["program.activated", shop.program_id]["details"]["status.after"] == "active"
    assert "operator" in {record["actor"]["kind"] for (action, _), record in records.items() if action == "key.created"}
