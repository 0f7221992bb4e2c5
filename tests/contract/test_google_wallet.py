"""GoogleWallet: one contract in memory and against the stand-in over HTTP; every answer of wallets.md §4.5 against the latter."""

import json
import ssl
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from comeback.adapters.google.account import ServiceAccount
from comeback.adapters.google.callbacks import HttpRootKeys, verify_ecdsa
from comeback.adapters.google.http import GoogleHttp, http_client
from comeback.adapters.google.tokens import AccessTokens
from comeback.adapters.google.wallet import RestGoogleWallet
from comeback.domain.google_passes import object_id
from comeback.ports.google_wallet import (
    GoogleMissingError,
    GoogleQuotaError,
    GoogleRefusedError,
    GoogleUnavailableError,
    GoogleWallet,
)
from comeback.usecases.write_google_object import WriteGoogleObject
from dev.google.callbacks import SENDER, VERSION
from dev.google.desk import DeskError, GoogleDesk
from dev.google.server import GoogleServer
from dev.google.wallet import Wallet
from tests.certificates import authority
from tests.google_world import CLASS, OBJECT, GoogleWorld, card_numbered
from tests.memory.google import ISSUER, MemoryGoogleWallet

KEY = rsa.generate_private_key(65537, 2048)
SECRET = {
    "issuer_id": ISSUER, "client_email": "svc@project.iam.gserviceaccount.com", "private_key_id": "0123456789abcdef",
    "private_key": KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
}  # fmt: skip
LOGO = {"sourceUri": {"uri": "https://comeback.example/logo.png"}}
LOYALTY_CLASS = {
    "id": CLASS, "issuerName": "La Visage", "programName": "10 visits", "programLogo": LOGO, "reviewStatus": "UNDER_REVIEW",
}  # fmt: skip


def loyalty_object(balance: str = "3 of 10", **fields: Any) -> dict[str, Any]:
    points = {"label": "Stamps", "balance": {"string": balance}}
    return {"id": OBJECT, "classId": CLASS, "state": "ACTIVE", "accountName": "Jane", "loyaltyPoints": points, **fields}


class Now:
    """The machine's clock, which a test may shift."""

    shift = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift


@dataclass
class Google:
    """The stand-in, its desk, and our adapter for it. Pauses are counted, not slept."""

    server: GoogleServer
    pauses: list[float]
    clock: Now

    def __post_init__(self) -> None:
        self.desk = GoogleDesk(self.server.url)
        self.http = GoogleHttp(http_client(), 10_000, sleep=self.pauses.append)
        self.wallet = self.adapter()

    def adapter(self, secret: dict[str, str] = SECRET, http: GoogleHttp | None = None, path: str = "") -> RestGoogleWallet:
        used = http or self.http
        url = f"{self.server.url}{path or '/walletobjects/v1'}"
        tokens = AccessTokens(used, f"{self.server.url}/token", self.clock)
        return RestGoogleWallet(used, tokens, url, lambda: ServiceAccount(secret), self.clock)

    def calls(self) -> dict[str, int]:
        calls: dict[str, int] = self.desk.state()["calls"]
        return calls


@pytest.fixture
def google() -> Iterator[Google]:
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    clock = Now()
    wallet = Wallet(public, clock=lambda: clock.now().timestamp())
    with GoogleServer(wallet) as server:
        made = Google(server, [], clock)
        yield made
        made.http.client.close()


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


def test_only_an_object_that_is_there_is_patched(wallet: GoogleWallet) -> None:
    wallet.put_class(LOYALTY_CLASS)
    with pytest.raises(GoogleMissingError):
        wallet.patch_object(loyalty_object(), notify=False)
    wallet.insert_object(loyalty_object())
    assert wallet.patch_object(loyalty_object("4 of 10"), notify=True) is False


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
    assert write.insert(world.card)
    assert write.patch(replace(world.card, balance=4), notify=True) is False
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
    ("status", "asked", "waits"), [(429, 0, 10), (429, 77, 77), (503, 0, 5), (503, 40, 40), (429, 9999, 900)]
)
def test_how_long_to_wait_is_what_google_asks_for(inserted: Google, status: int, asked: int, waits: int) -> None:
    inserted.desk.fail(status, calls="PATCH", count=-1, retry_after=asked)
    with pytest.raises(GoogleUnavailableError) as refusal:
        inserted.wallet.patch_object(loyalty_object(), notify=False)
    assert refusal.value.retry_after == waits


@pytest.mark.parametrize("act", ["answer", "close"])
def test_what_broke_once_on_the_way_is_sent_again(inserted: Google, act: str) -> None:
    inserted.desk.fail(503, calls="PATCH", act=act)
    inserted.wallet.patch_object(loyalty_object("4 of 10"), notify=False)
    assert inserted.desk.look(OBJECT)["writes"] == 2
    assert len(inserted.pauses) == 1
    assert 0.25 <= inserted.pauses[0] <= 0.5


def test_an_insert_whose_answer_got_lost_finds_what_it_has_made(google: Google) -> None:
    google.wallet.put_class(LOYALTY_CLASS)
    google.desk.fail(act="close", late=True, calls="POST /walletobjects/v1/loyaltyObject")
    assert not google.wallet.insert_object(loyalty_object())
    assert google.desk.state()["objects"] == [OBJECT]


def test_no_answer_in_time_is_unavailable(inserted: Google) -> None:
    client = httpx.Client(timeout=0.05, trust_env=False)
    slow = inserted.adapter(http=GoogleHttp(client, 10_000, sleep=inserted.pauses.append))
    inserted.desk.fail(act="hang", seconds=0.2, calls="PATCH", count=-1)
    with client, pytest.raises(GoogleUnavailableError):
        slow.patch_object(loyalty_object(), notify=False)


def test_a_server_that_is_not_there_is_unavailable(google: Google) -> None:
    google.server.close()
    with pytest.raises(GoogleUnavailableError):
        google.wallet.put_class(LOYALTY_CLASS)


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


def test_an_answer_without_json_or_users_is_no_failure(inserted: Google) -> None:
    inserted.wallet.patch_object(loyalty_object(), notify=False)
    answers = httpx.MockTransport(
        lambda request: httpx.Response(
            200, text="[" if "loyalty" in request.url.path else '{"access_token":"t","expires_in":3599}'
        )
    )
    http = GoogleHttp(http_client(transport=answers), 10_000)
    assert inserted.adapter(http=http).patch_object(loyalty_object(), notify=False) is None


@pytest.mark.parametrize(
    "body", ["[1]", '{"error": "quota"}', '{"error": {"errors": 7}}', '{"error": {"errors": [7, {}]}}', "{}"]
)
def test_an_error_of_another_form_is_judged_by_its_status(google: Google, body: str) -> None:
    answers = httpx.MockTransport(
        lambda request: (
            httpx.Response(403, text=body)
            if "loyalty" in request.url.path
            else httpx.Response(200, json={"access_token": "t", "expires_in": 3599})
        )
    )
    with pytest.raises(GoogleRefusedError):
        google.adapter(http=GoogleHttp(http_client(transport=answers), 10_000)).patch_object(loyalty_object(), notify=True)


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


def test_this_process_keeps_its_pace() -> None:
    moments = iter([0.0, 0.0, 0.1, 5.0])
    pauses: list[float] = []
    answers = httpx.MockTransport(lambda _: httpx.Response(200, json={}))
    http = GoogleHttp(http_client(transport=answers), 4, sleep=pauses.append, monotonic=lambda: next(moments))
    for _ in range(4):
        http.send("test", "GET", "https://google.example")
    assert pauses == [pytest.approx(0.25), pytest.approx(0.4)]


def test_an_account_without_an_rsa_key_is_no_account() -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(ValueError, match="RSA"):
        ServiceAccount({**SECRET, "private_key": pem})


def root_keys(google: Google) -> HttpRootKeys:
    return HttpRootKeys(google.http, f"{google.server.url}/gp/m/issuer/keys", google.clock)


def fetched(google: Google) -> int:
    return google.calls().get("GET /gp/m/issuer", 0)


def test_root_keys_verify_what_google_signs(google: Google) -> None:
    (key,) = root_keys(google).current()
    envelope = google.server.wallet.signer.envelope(ISSUER, {})["intermediateSigningKey"]
    parts = [part.encode() for part in (SENDER, VERSION, envelope["signedKey"])]
    signed = b"".join(len(part).to_bytes(4, "little") + part for part in parts)
    assert verify_ecdsa(key.public_key, b64decode(envelope["signatures"][0]), signed)
    assert key.protocol == VERSION


def test_root_keys_are_fetched_once_a_day_at_most(google: Google) -> None:
    keys = root_keys(google)
    for minutes in (0, 1, 60, 23 * 60):
        google.clock.shift = timedelta(minutes=minutes)
        assert keys.current()
    assert fetched(google) == 1
    google.clock.shift = timedelta(hours=25)
    keys.current()
    assert fetched(google) == 2


def test_keys_that_cannot_be_had_are_asked_for_once_a_minute(google: Google) -> None:
    keys = root_keys(google)
    google.desk.fail(404, calls="keys", count=-1)
    for _ in range(5):
        with pytest.raises(GoogleUnavailableError):
            keys.current()
    assert fetched(google) == 1
    google.desk.clear_faults()
    google.clock.shift = timedelta(seconds=61)
    assert keys.current()


def test_a_failed_fetch_leaves_the_keys_that_are_there(google: Google) -> None:
    keys = root_keys(google)
    first = keys.current()
    google.desk.fail(503, calls="keys", count=-1)
    google.clock.shift = timedelta(hours=25)
    assert keys.current() == first


def test_a_clock_that_was_set_back_does_not_keep_keys_for_ever(google: Google) -> None:
    keys = root_keys(google)
    google.clock.shift = timedelta(days=40)
    keys.current()
    google.clock.shift = timedelta()
    keys.current()
    assert fetched(google) == 2


@pytest.mark.parametrize(
    "listed", [None, 7, [], [7], [{"keyValue": "x"}], [{"keyValue": "AA==", "protocolVersion": "v", "keyExpiration": "1"}]]
)
def test_rubbish_is_no_key(google: Google, listed: object) -> None:
    answers = httpx.MockTransport(lambda _: httpx.Response(200, json={"keys": listed}))
    keys = HttpRootKeys(GoogleHttp(http_client(transport=answers), 10_000), "https://google.example", google.clock)
    with pytest.raises(GoogleUnavailableError):
        keys.current()


def test_calls_over_the_limit_of_a_second_are_unavailable(inserted: Google) -> None:
    inserted.desk.set_limit(5)

    def hurry() -> None:
        for _ in range(100):
            inserted.wallet.patch_object(loyalty_object(), notify=False)

    with pytest.raises(GoogleUnavailableError):
        hurry()


def test_an_authority_can_be_trusted_in_addition(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text(authority().root.certificate_pem)
    with http_client(str(file)) as client:
        assert not client.follow_redirects
    file.write_text("no certificate")
    with pytest.raises(ssl.SSLError):
        http_client(str(file))
