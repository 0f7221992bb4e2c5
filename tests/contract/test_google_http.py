"""How we talk to Google: what is repeated, how long is waited, and the keys of its callbacks."""

import ssl
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from comeback.adapters.google.account import ServiceAccount
from comeback.adapters.google.callbacks import HttpRootKeys, verify_ecdsa
from comeback.adapters.google.http import GoogleHttp, http_client
from comeback.adapters.google.tokens import AccessTokens
from comeback.adapters.google.wallet import RestGoogleWallet
from comeback.ports.google_wallet import GoogleError, GoogleRefusedError, GoogleUnavailableError
from dev.google.callbacks import SENDER, VERSION
from tests.certificates import authority
from tests.google_wire import LOYALTY_CLASS, SECRET, Google, google_on_the_wire, loyalty_object
from tests.google_world import OBJECT
from tests.memory.google import ISSUER


@pytest.fixture
def google() -> Iterator[Google]:
    with google_on_the_wire() as made:
        yield made


@pytest.fixture
def inserted(google: Google) -> Google:
    google.wallet.put_class(LOYALTY_CLASS)
    google.wallet.insert_object(loyalty_object())
    return google


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
    slow = inserted.adapter(http=GoogleHttp(client, sleep=inserted.pauses.append))
    inserted.desk.fail(act="hang", seconds=0.2, calls="PATCH", count=-1)
    with client, pytest.raises(GoogleUnavailableError):
        slow.patch_object(loyalty_object(), notify=False)


def test_a_server_that_is_not_there_is_unavailable(google: Google) -> None:
    google.server.close()
    with pytest.raises(GoogleUnavailableError):
        google.wallet.put_class(LOYALTY_CLASS)


def test_an_answer_without_json_or_users_is_no_failure(inserted: Google) -> None:
    inserted.wallet.patch_object(loyalty_object(), notify=False)
    answers = httpx.MockTransport(
        lambda request: httpx.Response(
            200, text="[" if "loyalty" in request.url.path else '{"access_token":"t","expires_in":3599}'
        )
    )
    http = GoogleHttp(http_client(transport=answers))
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
        google.adapter(http=GoogleHttp(http_client(transport=answers))).patch_object(loyalty_object(), notify=True)


class Counted:
    """A pace that counts."""

    def __init__(self) -> None:
        self.awaited, self.waits, self.slowed = 0, 0, list[float]()

    def await_turn(self) -> None:
        self.awaited += 1

    def wait(self) -> None:
        self.waits += 1

    def slow_down(self, seconds: float) -> None:
        self.slowed.append(seconds)


def paced(google: Google) -> tuple[RestGoogleWallet, Counted]:
    pace = Counted()
    http = GoogleHttp(google.http.client, pace, sleep=google.pauses.append)
    tokens = AccessTokens(google.http, f"{google.server.url}/token", google.clock)
    url = f"{google.server.url}/walletobjects/v1"
    return RestGoogleWallet(http, tokens, url, lambda: ServiceAccount(SECRET), google.clock), pace


def test_each_call_of_the_wallet_api_waits_for_its_turn_also_one_that_is_repeated(inserted: Google) -> None:
    wallet, pace = paced(inserted)
    inserted.desk.fail(503, calls="PATCH")
    wallet.await_turn()
    wallet.patch_object(loyalty_object(), notify=False)
    assert (pace.awaited, pace.waits, pace.slowed) == (1, 2, [])
    inserted.wallet.await_turn()  # of a wallet that has no pace


@pytest.mark.parametrize(
    ("status", "reason", "asked", "slowed"),
    [
        (429, "rateLimitExceeded", 0, [10]),
        (403, "userRateLimitExceeded", 7, [7]),
        (429, "x", 900, [30]),
        (429, "QuotaExceededException", 0, []),
        (403, "forbidden", 0, []),
    ],
)
def test_too_fast_slows_all_down_but_a_cards_own_quota_does_not(
    inserted: Google, status: int, reason: str, asked: int, slowed: list[int]
) -> None:
    wallet, pace = paced(inserted)
    inserted.desk.fail(status, reason, calls="PATCH", retry_after=asked)
    with pytest.raises(GoogleError):
        wallet.patch_object(loyalty_object(), notify=True)
    assert pace.slowed == slowed


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


def test_new_keys_are_fetched_shortly_before_the_first_of_the_old_ends(google: Google) -> None:
    ends = [str(int((google.clock.now() + timedelta(minutes=minutes)).timestamp() * 1000)) for minutes in (-10, 60, 300)]
    listed = [{"keyValue": "AA==", "protocolVersion": VERSION, "keyExpiration": one} for one in ends]
    calls: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(200, json={"keys": listed})

    keys = HttpRootKeys(GoogleHttp(http_client(transport=httpx.MockTransport(answer))), "https://google.example", google.clock)
    for minutes, fetched_so_far in ((0, 1), (54, 1), (56, 2)):
        google.clock.shift = timedelta(minutes=minutes)
        keys.current()
        assert len(calls) == fetched_so_far


@pytest.mark.parametrize(
    "listed", [None, 7, [], [7], [{"keyValue": "x"}], [{"keyValue": "AA==", "protocolVersion": "v", "keyExpiration": "1"}]]
)
def test_rubbish_is_no_key(google: Google, listed: object) -> None:
    answers = httpx.MockTransport(lambda _: httpx.Response(200, json={"keys": listed}))
    keys = HttpRootKeys(GoogleHttp(http_client(transport=answers)), "https://google.example", google.clock)
    with pytest.raises(GoogleUnavailableError):
        keys.current()


def test_an_authority_can_be_trusted_in_addition(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text(authority().root.certificate_pem)
    with http_client(str(file)) as client:
        assert not client.follow_redirects
    file.write_text("no certificate")
    with pytest.raises(ssl.SSLError):
        http_client(str(file))
