"""An owner sets up a program in the browser and puts a card right, on the running stack."""

import re
from collections.abc import Iterator

import httpx
import pytest

from dev.runner.drive import StackDriver
from tests.e2e.shop import LOCATION, Shop

pytestmark = pytest.mark.stack
_SETTINGS = {
    "count_by": "visit", "payment_gate": "any", "accrual_rule.kind": "completed", "accrual_rule.stamps": "1",
    "enrol_new_crm_clients": "on", "crm_profile_wins": "on", "scan_excludes_crm": "on",
}  # fmt: skip
_PROGRAM = {
    "title": "Five colours", "size": "5", "reward.title": "A colour", "locations": str(LOCATION), "currency": "USD",
    "locale": "en", "lookback_days": "0", "reversal_policy": "debt", "validity.kind": "unlimited",
    "stamp_expiry.kind": "unlimited", "ready": "salon",
}  # fmt: skip


class Owner:
    """A browser that follows redirects and sends the token of the page before."""

    def __init__(self, stack: StackDriver, tenant: str) -> None:
        self.http = httpx.Client(base_url=stack.base_url, follow_redirects=True, timeout=60, trust_env=False)
        link = stack.operator("POST", f"/tenants/{tenant}/sign-in-links")["url"]
        self.page = self.http.post(link)

    def get(self, path: str) -> str:
        self.page = self.http.get(path)
        assert self.page.status_code == 200, self.page.text
        return self.page.text

    def post(self, path: str, form: dict[str, str] | None = None) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page.text)
        assert found is not None
        self.page = self.http.post(path, data={"csrf_token": found[1], **(form or {})})
        assert self.page.status_code == 200, self.page.text
        return self.page.text


@pytest.fixture
def owner(stack: StackDriver, shop: Shop) -> Iterator[Owner]:
    tenants = stack.operator("GET", "/tenants")["items"]
    tenant = next(str(one["id"]) for one in tenants if LOCATION in one["location_ids"])
    browser = Owner(stack, tenant)
    yield browser
    browser.http.close()


def test_a_program_is_made_activated_and_told_when_to_give_a_stamp(owner: Owner, shop: Shop) -> None:
    assert "It is a draft" in owner.post("/console/programs", _PROGRAM)
    path = owner.page.url.path
    assert "The program is active" in owner.post(f"{path}/activate")
    settings = owner.post(f"{path}/connections/{LOCATION}/settings", _SETTINGS)
    assert "A stamp for each visit. It counts when the client has come and something is paid." in settings
    assert "The program is paused" in owner.post(f"{path}/pause")


def test_a_card_is_found_by_phone_and_put_right(owner: Owner, shop: Shop) -> None:
    customer = shop.new_customer()
    phone = shop.call("GET", f"/cards/{customer.card_id}")["customer"]["phone"]
    assert customer.card_id in owner.post("/console/cards/search", {"phone": phone})
    path = f"/console/cards/{customer.card_id}"
    owner.get(path)
    form = {"form": "adjust", "adjust.amount": "12", "adjust.reason": "Her paper card", "request_key": f"{customer.card_id}-1"}
    assert "Her paper card" in owner.post(f"{path}/adjustments", form)
    owner.post(f"{path}/adjustments", form)
    redeem = {"form": "redeem", "redeem.rewards": "1", "request_key": f"{customer.card_id}-2"}
    assert "The reward was handed out." in owner.post(f"{path}/redemptions", redeem)
    assert shop.amounts(customer) == [12, -10]


def test_clients_are_synchronised_from_the_page_of_their_location(owner: Owner, stack: StackDriver) -> None:
    owner.get(f"/console/connections/{LOCATION}")
    assert "The synchronisation has begun" in owner.post(f"/console/connections/{LOCATION}/sync")
    stack.settle(60)
    assert "Every client was read." in owner.get(f"/console/connections/{LOCATION}")


def test_a_key_made_on_the_page_opens_the_api(owner: Owner, stack: StackDriver) -> None:
    found = re.search(r'class="secret">([^<]+)<', owner.post("/console/keys"))
    assert found is not None
    assert stack.json("GET", "/api/v1/connections", found[1])["items"]
