"""The owner's own pictures on the running stack: from the upload to the phone, and to the addresses that Google fetches."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from dev.google.desk import GoogleDesk
from dev.phone.device import Phone
from dev.runner.drive import StackDriver
from tests.e2e.shop import Customer, Shop, new_program
from tests.pictures import a_jpeg, a_png

RED, GREEN, BLUE = "#d01020", "#10a040", "#1020d0"


@pytest.fixture
def own(stack: StackDriver, shop: Shop, uptown: int) -> Shop:
    """A program of its own, whose pictures nobody else looks at."""
    return Shop(stack, shop.key, new_program(stack, shop.key, locations=[uptown]))


def bring(shop: Shop, role: str, picture: bytes, kind: str = "image/png") -> Any:
    answer = shop.stack.http.put(
        f"/api/v1/programs/{shop.program_id}/design/images/{role}", content=picture,
        headers={"Authorization": f"Bearer {shop.key}", "Content-Type": kind},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    return answer.json()


def corner_of(png: bytes) -> str:
    """The colour of the first pixel."""
    return f"#{Image.open(BytesIO(png)).convert('RGB').tobytes()[:3].hex()}"


def google_objects(stack: StackDriver, customer: Customer) -> tuple[Any, Any]:
    """The class and the object of a card."""
    assert stack.http.get(customer.pass_url.replace("/pass.pkpass", "/google")).status_code == 303
    look = GoogleDesk(stack.facts["google_wallet_url"]).look(f"{stack.facts['google_issuer_id']}.{customer.card_id}")
    return look["class"], look["object"]


def test_pictures_of_the_owners_are_on_the_pass_and_where_google_fetches_them(
    stack: StackDriver, own: Shop, phone: Phone
) -> None:
    bring(own, "strip", a_png(1125, 432, "RGB", colour=RED))
    bring(own, "stamp_empty", a_png(186, 186, "RGB", colour=GREEN))
    design = bring(own, "logo", a_jpeg(480, 150), "image/jpeg")
    customer = own.new_customer()
    file = phone.add(customer.pass_url)
    assert corner_of(file.images["strip@3x.png"]) == RED
    assert corner_of(file.images["strip@2x.png"]) == RED
    assert Image.open(BytesIO(file.images["logo@3x.png"])).size == (480, 150)
    assert len(stack.http.get(customer.pass_url).content) < 80_000

    shared, card = google_objects(stack, customer)
    heroes = (shared["heroImage"], card["heroImage"])
    for address in (*(one["sourceUri"]["uri"] for one in heroes), *design["picture_urls"].values()):
        answer = stack.http.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert corner_of(stack.http.get(card["heroImage"]["sourceUri"]["uri"]).content) == RED


def test_another_picture_reaches_cards_that_are_on_phones(stack: StackDriver, own: Shop, phone: Phone) -> None:
    customer = own.new_customer()
    ours = phone.add(customer.pass_url).images["strip@3x.png"]
    phone.listen(stack.apns_url)
    bring(own, "strip", a_png(1125, 432, "RGB", colour=BLUE))

    def is_blue(device: Phone) -> bool:
        return corner_of(device.passes[customer.card_id].file.images["strip@3x.png"]) == BLUE

    assert phone.wait_for(is_blue)
    own.stack.http.delete(
        f"/api/v1/programs/{own.program_id}/design/images/strip", headers={"Authorization": f"Bearer {own.key}"}
    )
    assert phone.wait_for(lambda device: device.passes[customer.card_id].file.images["strip@3x.png"] == ours)
    versions = own.call("GET", f"/programs/{own.program_id}/design/versions")["items"]
    assert [bool(one["design"]["images"]) for one in versions] == [True, False]


def test_a_full_picture_makes_a_poster_of_the_card_beside_what_it_was(stack: StackDriver, own: Shop, phone: Phone) -> None:
    plain = phone.add(own.new_customer().pass_url)
    bring(own, "artwork", a_png(1074, 1344, "RGB", colour=GREEN))
    poster = phone.add(own.new_customer().pass_url)
    assert {*poster.document} - {*plain.document} == {"posterGeneric"}
    assert poster.document["posterGeneric"]["headerFields"] == poster.document["storeCard"]["headerFields"]
    assert {*poster.images} - {*plain.images} == {
        f"{name}@{scale}x.png" for name in ("artwork", "primaryLogo") for scale in (2, 3)
    }
    assert corner_of(poster.images["artwork@3x.png"]) == GREEN
