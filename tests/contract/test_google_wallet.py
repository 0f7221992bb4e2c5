"""GoogleWallet: one contract in memory and against the stand-in over HTTP; every answer of wallets.md §4.5 against the latter."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from comeback.adapters.google.account import ServiceAccount
from comeback.adapters.google.http import GoogleHttp, http_client
from comeback.domain.google_passes import object_id
from comeback.ports.google_wallet import (
    GoogleMissingError,
    GoogleQuotaError,
    GoogleRefusedError,
    GoogleUnavailableError,
    GoogleWallet,
)
from comeback.usecases.write_google_object import WriteGoogleObject
from dev.google.desk import DeskError
from tests.google_wire import LOYALTY_CLASS, SECRET, Google, google_on_the_wire, loyalty_object
from tests.google_world import CLASS, OBJECT, GoogleWorld, card_numbered
from tests.memory.google import ISSUER, MemoryGoogleWallet


@pytest.fixture
def google() -> Iterator[Google]:
    with google_on_the_wire() as made:
        yield made


@pytest.fixture(params=["memory", "stand-in"])
def wallet(request: pytest.FixtureRequest) -> GoogleWallet:
    if request.param == "memory":
        return MemoryGoogleWallet()
    made: Google = request.getfixturevalue("google")
    return made.wallet


def test_an_object_needs_its_class(wallet: GoogleWallet) -> None:
    with pytest.raises(GoogleMissingError):
        wallet.insert_object(loyalty_object())
    wallet.put_class(LOYALTY_CLASS)
    assert wallet.insert_object(loyalty_object())


def test_a_class_and_an_object_can_be_put_again(wallet: GoogleWallet) -> None:
    wallet.put_class(LOYALTY_CLASS)
    wallet.put_class({**LOYALTY_CLASS, "programName": "12 visits"})
    assert wallet.insert_object(loyalty_object())
    assert not wallet.insert_object(loyalty_object("9 of 10"))


def test_an_issuer_that_may_not_have_places_has_all_the_rest(google: Google) -> None:
    here = [{"latitude": 52.52, "longitude": 13.405}]
    google.desk.take_places(taken=False)
    google.wallet.put_class({**LOYALTY_CLASS, "merchantLocations": here})
    assert google.wallet.insert_object(loyalty_object(merchantLocations=here))
    assert "merchantLocations" not in google.desk.look(OBJECT)["class"]
    assert google.calls()["POST /walletobjects/v1/loyaltyClass"] == 2
    assert google.calls()["POST /walletobjects/v1/loyaltyObject"] == 1  # it is known by then
    google.desk.take_places(taken=True)
    later = google.adapter()
    later.put_class({**LOYALTY_CLASS, "merchantLocations": here})
    later.patch_object(loyalty_object(merchantLocations=here), notify=False)
    told = google.desk.look(OBJECT)
    assert told["class"]["merchantLocations"] == told["object"]["merchantLocations"] == here


@pytest.mark.parametrize("places", [[(1, 2)] * 11, [(91, 0)], [(0, -181)]], ids=["eleven", "too far north", "too far west"])
def test_what_google_would_refuse_of_places_the_stand_in_does_too(google: Google, places: list[tuple[float, float]]) -> None:
    told = [{"latitude": north, "longitude": east} for north, east in places]
    with pytest.raises(GoogleRefusedError):
        google.wallet.put_class({**LOYALTY_CLASS, "merchantLocations": told})


def test_only_an_object_that_is_there_is_patched(wallet: GoogleWallet) -> None:
    wallet.put_class(LOYALTY_CLASS)
    with pytest.raises(GoogleMissingError):
        wallet.patch_object(loyalty_object(), notify=False)
    wallet.insert_object(loyalty_object())
    assert wallet.patch_object(loyalty_object("4 of 10"), notify=True) is False


def test_a_classs_objects_are_listed_by_the_page_with_who_has_them(google: Google) -> None:
    google.wallet.put_class(LOYALTY_CLASS)
    names = [object_id(ISSUER, card_numbered(number)) for number in range(103)]
    for name in names:
        google.server.wallet.issuer.insert("loyaltyObject", {**loyalty_object(), "id": name})
    google.desk.save(google.wallet.save_link(names[101]))
    first, cursor = google.wallet.objects_of(CLASS, None)
    second, end = google.wallet.objects_of(CLASS, cursor)
    assert [one.object_id for one in (*first, *second)] == names
    assert [one.has_users for one in second] == [False, True, False]
    assert (len(first), end) == (100, None)


def test_nothing_is_listed_of_a_class_that_is_not_there(wallet: GoogleWallet) -> None:
    with pytest.raises(GoogleMissingError):
        wallet.objects_of(CLASS, None)


@pytest.mark.parametrize("body", ["{}", '{"resources": 7}', '{"resources": [7, {}], "pagination": 7}'])
def test_a_list_of_another_form_is_read_as_far_as_it_can_be(google: Google, body: str) -> None:
    token = '{"access_token":"t","expires_in":3599}'
    answers = httpx.MockTransport(lambda request: httpx.Response(200, text=body if "loyalty" in request.url.path else token))
    listed, cursor = google.adapter(http=GoogleHttp(http_client(transport=answers))).objects_of(CLASS, None)
    assert ([one.has_users for one in listed], cursor) in [([], None), ([False], None)]


def test_the_link_ends_with_what_it_offers(wallet: GoogleWallet) -> None:
    assert wallet.issuer_id == ISSUER
    assert wallet.save_link(OBJECT).startswith("https://pay.google.com/gp/v/save/")


@pytest.fixture
def inserted(google: Google) -> Google:
    google.wallet.put_class(LOYALTY_CLASS)
    google.wallet.insert_object(loyalty_object())
    return google


def test_an_existing_object_stays_as_it_is_and_an_existing_class_is_patched(inserted: Google) -> None:
    inserted.wallet.insert_object(loyalty_object("9 of 10"))
    inserted.wallet.put_class({**LOYALTY_CLASS, "programName": "12 visits"})
    look = inserted.desk.look(OBJECT)
    assert look["object"]["loyaltyPoints"]["balance"] == {"string": "3 of 10"}
    assert (look["class"]["programName"], look["class"]["reviewStatus"]) == ("12 visits", "APPROVED")


def test_what_we_say_of_a_card_passes_over_the_wire(google: Google) -> None:
    world = GoogleWorld()
    write = WriteGoogleObject(world.read, google.wallet, world.write.base_url)
    assert write.insert(world.read(world.card))
    assert write.patch(world.read(replace(world.card, balance=4)), notify=True) is False
    assert google.desk.look(OBJECT)["object"]["loyaltyPoints"]["balance"] == {"string": "4 of 10"}


def test_one_token_serves_many_calls_and_a_new_one_comes_before_it_ends(inserted: Google) -> None:
    for balance in range(4, 8):
        inserted.wallet.patch_object(loyalty_object(f"{balance} of 10"), notify=False)
    assert inserted.calls()["POST /token"] == 1
    inserted.clock.shift = timedelta(minutes=56)
    inserted.wallet.patch_object(loyalty_object(), notify=False)
    assert inserted.calls()["POST /token"] == 2


def test_a_refused_token_is_replaced_once(inserted: Google) -> None:
    inserted.desk.revoke_tokens()
    inserted.wallet.patch_object(loyalty_object("4 of 10"), notify=False)
    assert inserted.desk.look(OBJECT)["object"]["loyaltyPoints"]["balance"] == {"string": "4 of 10"}
    inserted.desk.fail(401, "authError", calls="PATCH", count=2)
    with pytest.raises(GoogleRefusedError):
        inserted.wallet.patch_object(loyalty_object("5 of 10"), notify=False)


def test_a_notification_is_asked_for_with_each_update_and_the_fourth_is_refused(inserted: Google) -> None:
    inserted.desk.save(inserted.wallet.save_link(OBJECT))
    for balance in range(4, 7):
        assert inserted.wallet.patch_object(loyalty_object(f"{balance} of 10"), notify=True) is True
    assert inserted.desk.look(OBJECT)["notifications_today"] == 3
    with pytest.raises(GoogleQuotaError):
        inserted.wallet.patch_object(loyalty_object("7 of 10"), notify=True)
    assert inserted.wallet.patch_object(loyalty_object("7 of 10"), notify=False) is True
    inserted.clock.shift = timedelta(hours=25)
    inserted.wallet.patch_object(loyalty_object("8 of 10"), notify=True)
    assert inserted.desk.look(OBJECT)["notifications_today"] == 1


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        (400, "invalidResource", GoogleRefusedError),
        (403, "permissionDenied", GoogleRefusedError),
        (404, "resourceNotFound", GoogleMissingError),
        (409, "conflict", GoogleRefusedError),
        (403, "rateLimitExceeded", GoogleUnavailableError),
        (429, "rateLimitExceeded", GoogleUnavailableError),
        (429, "QuotaExceededException", GoogleUnavailableError),
        (500, "internalError", GoogleUnavailableError),
        (503, "backendError", GoogleUnavailableError),
        (301, "moved", GoogleRefusedError),
    ],
)
def test_each_answer_says_what_to_do(inserted: Google, status: int, reason: str, expected: type[Exception]) -> None:
    inserted.desk.fail(status, reason, calls="PATCH", count=-1)
    with pytest.raises(expected):
        inserted.wallet.patch_object(loyalty_object("4 of 10"), notify=False)
    inserted.desk.clear_faults()
    assert inserted.desk.look(OBJECT)["writes"] == 1


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, GoogleRefusedError),
        (401, GoogleRefusedError),
        (403, GoogleRefusedError),
        (429, GoogleUnavailableError),
        (503, GoogleUnavailableError),
    ],
)
def test_without_a_token_nothing_is_sent(google: Google, status: int, expected: type[Exception]) -> None:
    google.desk.fail(status, calls="/token", count=-1)
    with pytest.raises(expected):
        google.wallet.put_class(LOYALTY_CLASS)
    assert "POST /walletobjects/v1" not in google.calls()


def test_a_key_that_google_does_not_know_is_refused(google: Google) -> None:
    other = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(GoogleRefusedError):
        google.adapter({**SECRET, "private_key": other}).put_class(LOYALTY_CLASS)


def test_another_issuers_ids_are_refused(google: Google) -> None:
    with pytest.raises(GoogleRefusedError):
        google.wallet.put_class({**LOYALTY_CLASS, "id": "3388000000000000002.x"})


def test_the_save_link_is_short_and_says_no_more_than_the_id(google: Google) -> None:
    link = google.wallet.save_link(object_id(ISSUER, card_numbered(1)))
    jwt = link.rpartition("/")[2]
    claims = json.loads(urlsafe_b64decode(jwt.split(".")[1] + "=="))
    assert len(jwt) < 750
    assert {name: claims[name] for name in claims if name != "iat"} == {
        "iss": SECRET["client_email"], "aud": "google", "typ": "savetowallet", "payload": {"loyaltyObjects": [{"id": OBJECT}]},
    }  # fmt: skip


def test_a_link_saves_only_what_exists(google: Google) -> None:
    google.wallet.put_class(LOYALTY_CLASS)
    with pytest.raises(DeskError):
        google.desk.save(google.wallet.save_link(OBJECT))
    google.wallet.insert_object(loyalty_object())
    google.desk.save(google.wallet.save_link(OBJECT))
    assert google.desk.state()["saved"] == [OBJECT]


def test_an_account_without_an_rsa_key_is_no_account() -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(ValueError, match="RSA"):
        ServiceAccount({**SECRET, "private_key": pem})


def test_calls_over_the_limit_of_a_second_are_unavailable(inserted: Google) -> None:
    inserted.desk.set_limit(5)

    def hurry() -> None:
        for _ in range(100):
            inserted.wallet.patch_object(loyalty_object(), notify=False)

    with pytest.raises(GoogleUnavailableError):
        hurry()
