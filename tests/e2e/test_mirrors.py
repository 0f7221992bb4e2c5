"""A balance that Altegio owns, from a change there to the entry, the API and what both wallets show, on the running stack."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from dev.google.desk import GoogleDesk
from dev.phone.device import Phone
from dev.runner.drive import StackDriver
from tests.e2e.shop import LOCATION, Shop, new_program

_numbers = count(1)


@dataclass(frozen=True)
class Mirrored:
    """A program of a type, and the only person who has its card."""

    stack: StackDriver
    shop: Shop
    client_id: int
    card_id: str
    links: Any

    @property
    def balance(self) -> Any:
        return self.shop.call("GET", f"/cards/{self.card_id}")["balance"]

    @property
    def entries(self) -> list[Any]:
        """Amount and reason, oldest first."""
        listed = self.shop.call("GET", f"/cards/{self.card_id}/entries")["items"]
        return [(one["amount"], one["reason"]) for one in reversed(listed)]

    def sweep(self) -> None:
        """Nobody has told of it: the job finds it."""
        self.stack.run_job("mirror_sweep")
        self.stack.settle()

    def fields(self, phone: Phone) -> dict[str, Any]:
        """What the pass on a phone says, by key; the code under `code_`."""
        shown = phone.add(self.links["apple"]).document
        fields = {field["key"]: field["value"] for group in shown["storeCard"].values() for field in group}
        return {**fields, "code_": shown["barcodes"][0]["message"]}

    def google(self) -> Any:
        """What Google has, once the link was asked for."""
        assert self.stack.http.get(self.links["google"]).status_code == 303
        desk = GoogleDesk(self.stack.facts["google_wallet_url"])
        return desk.look(f"{self.stack.facts['google_issuer_id']}.{self.card_id}")["object"]


@contextmanager
def mirrored(stack: StackDriver, shop: Shop, kind: str, **settings: Any) -> Iterator[Mirrored]:
    """Paused at the end, so that events of other tests cost it nothing; nobody else gets a card."""
    program = new_program(stack, shop.key, type=kind, title="Ours", size=None, reward=None)
    row = f"/programs/{program}/connections/{LOCATION}/settings"
    shop.call("PUT", row, {"enrol_new_crm_clients": False, **settings})
    phone = f"1312556{next(_numbers):04d}"
    client = stack.desk.add_client("Eve", surname="Example", phone=phone)
    card = shop.call("POST", f"/programs/{program}/cards", {"phone": f"+{phone}", "name": "Eve Example"})
    stack.settle()
    try:
        yield Mirrored(stack, shop, client.client_id, card["id"], card["links"])
    finally:
        shop.call("POST", f"/programs/{program}/pause")


def test_cashback_follows_altegio_into_both_wallets(stack: StackDriver, shop: Shop, phone: Phone) -> None:
    promotion = stack.desk.add_promotion(title="Regulars", steps={100: 5, 500: 10})
    with mirrored(stack, shop, "cashback", crm_card_type=10992) as mine:
        assert (mine.balance["state"], mine.entries) == ("none", [])
        stack.desk.issue_card(mine.client_id, balance=100)
        stack.desk.count_on_card(mine.client_id, paid=120)
        booking = stack.desk.book(mine.client_id, "Haircut")
        stack.settle()
        assert (mine.balance["unit"], mine.balance["value"]) == ("minor", 10000)

        stack.desk.change_card(mine.client_id, 4.5, kind="cashback", booking=booking.booking_id)
        stack.desk.arrive(booking.booking_id)
        stack.settle()
        assert mine.entries == [(10000, None), (450, "cashback +4.50 USD")]
        assert mine.balance["level"]["next"] == {"value": 10, "lacking": 38000, "counter": "paid"}
        fields = mine.fields(phone)
        assert (fields["balance"], fields["level0"], fields["back-next0"]) == (104.5, "5%", "$380.00 more to 10%")
        assert "cashback +$4.50" in fields["latest"]
        assert mine.google()["loyaltyPoints"]["balance"]["money"]["micros"] == "104500000"
    stack.desk.remove_promotion(promotion)


def test_sessions_follow_altegio_and_a_late_cancellation_is_told(stack: StackDriver, shop: Shop, phone: Phone) -> None:
    with mirrored(stack, shop, "multipass") as mine:
        sold = stack.desk.sell_membership(mine.client_id, sessions=5, days=60)
        stack.settle()
        assert (mine.balance["unit"], mine.balance["value"], mine.balance["parts"][0]["status"]) == ("sessions", 5, "active")

        stack.desk.book(mine.client_id, "Haircut")
        stack.settle()
        stack.desk.debit_for_nobody("last", membership=sold.membership_id)
        mine.sweep()
        assert mine.entries[-1] == (-1, "1 session used: late cancellation")
        fields = mine.fields(phone)
        assert (fields["sessions"], "late cancellation" in fields["latest"]) == (4, True)

        stack.desk.freeze_membership("2099-01-01", sold.membership_id)
        mine.sweep()
        assert (mine.balance["value"], mine.balance["parts"][0]["status"]) == (0, "frozen")
        assert "Frozen until Jan 1, 2099" in mine.google()["textModulesData"][0]["body"]


def test_a_discount_grows_and_has_no_entries(stack: StackDriver, shop: Shop, phone: Phone) -> None:
    kind = {"card_type": 10993, "steps": {100: 5, 500: 7.5}}
    promotion = stack.desk.add_promotion("discount_accumulative_paid", title="Regulars", **kind)  # type: ignore[arg-type]  # both
    with mirrored(stack, shop, "discount", crm_card_type=10993) as mine:
        card = stack.desk.issue_card(mine.client_id, card_type=10993)
        stack.desk.count_on_card(mine.client_id, paid=120, card=card.card_id)
        mine.sweep()
        assert (mine.balance["unit"], mine.balance["value"]) == ("percent", 5)

        stack.desk.count_on_card(mine.client_id, paid=380, card=card.card_id)
        mine.sweep()
        assert (mine.balance["value"], mine.balance["level"]["next"], mine.entries) == (7.5, None, [])
        fields = mine.fields(phone)
        assert (fields["balance"], fields["level0"], fields["back-places"]) == ("7.5%", "Regulars", "La Visage")
        assert mine.google()["loyaltyPoints"]["balance"] == {"string": "7.5%"}
    stack.desk.remove_promotion(promotion)


def test_a_gift_card_is_spent_and_its_pass_is_its_code(stack: StackDriver, shop: Shop, phone: Phone) -> None:
    with mirrored(stack, shop, "gift", gift_card_types=[27841]) as mine:
        sold = stack.desk.sell_gift_card(mine.client_id, 60, restriction=1)
        stack.settle()
        stack.desk.book(mine.client_id, "Haircut")
        stack.desk.pay(method="gift_card", amount=20)
        stack.settle()
        assert mine.entries == [(6000, f"gift card {sold.code}"), (-2000, "paid with the gift card -20.00 USD")]
        assert (mine.balance["value"], mine.balance["parts"][0]["code"]) == (4000, sold.code)
        fields = mine.fields(phone)
        assert (fields["balance"], fields["code_"], fields["back-restriction"]) == (40, sold.code, "Any services")
        assert mine.google()["barcode"]["value"] == sold.code

        stack.desk.delete_payment()
        stack.settle()
        assert mine.entries[-1] == (2000, "put back on the gift card")
