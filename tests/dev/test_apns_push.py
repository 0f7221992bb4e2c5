"""The sender against the stand-in for Apple's push service: real TLS, real HTTP/2, every row of wallets.md §3.3."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comeback.adapters.apple.push import Http2ApplePush, client_context
from comeback.ports.push import PushResult, Verdict
from dev.apns.server import ApnsServer
from dev.apns.state import Rule
from tests.certificates import PASS_TYPE, Authority, Issued, authority, pass_certificate

ROOT_FILE, SERVER = "root.pem", "server"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("apns")
    authority().server_certificate().write(made, SERVER)
    (made / ROOT_FILE).write_text(authority().root.certificate_pem + authority().intermediate.certificate_pem)
    return made


@pytest.fixture
def apns(folder: Path) -> Iterator[ApnsServer]:
    with ApnsServer(folder / f"{SERVER}.pem", folder / f"{SERVER}.key", folder / ROOT_FILE) as server:
        yield server


@pytest.fixture
def sender(apns: ApnsServer, folder: Path) -> Iterator[Http2ApplePush]:
    made = new_sender(apns, folder)
    yield made
    made.close()


def new_sender(
    apns: ApnsServer,
    folder: Path,
    issued: Issued | None = None,
    topic: str = PASS_TYPE,
    push_type: str | None = None,
    timeout: float = 5.0,
) -> Http2ApplePush:
    certificate = issued or pass_certificate()
    context = client_context(certificate.certificate_pem, certificate.key_pem, str(folder / ROOT_FILE))
    return Http2ApplePush(apns.url, topic, context, push_type=push_type, timeout=timeout)


def verdicts(results: dict[str, PushResult]) -> set[Verdict]:
    return {result.verdict for result in results.values()}


def push(sender: Http2ApplePush, *tokens: str) -> dict[str, PushResult]:
    return dict(sender.push(tokens or ("a1",)))


def test_a_push_says_what_apple_asks_for_and_nothing_else(apns: ApnsServer, sender: Http2ApplePush) -> None:
    result = push(sender, "ab12")["ab12"]
    assert (result.verdict, result.reason) == (Verdict.ACCEPTED, "")
    (seen,) = apns.service.pushes()
    assert (seen["token"], seen["topic"], seen["body"], seen["headers"]) == ("ab12", PASS_TYPE, "{}", {"apns-topic": PASS_TYPE})
    assert len(result.apns_id) == 36


def test_the_push_type_is_a_setting(apns: ApnsServer, folder: Path) -> None:
    sender = new_sender(apns, folder, push_type="background")
    push(sender)
    sender.close()
    assert apns.service.pushes()[0]["headers"]["apns-push-type"] == "background"


def test_many_pushes_and_calls_share_one_connection_within_the_streams_that_apple_allows(
    apns: ApnsServer, sender: Http2ApplePush
) -> None:
    apns.service.max_concurrent_streams = 7
    tokens = [f"{number:04x}" for number in range(100)]
    for _ in range(3):
        assert verdicts(push(sender, *tokens)) == {Verdict.ACCEPTED}
    assert len(apns.service.pushes()) == 300
    state = apns.service.summary()
    assert (state["connections"], state["violations"]) == (1, 0)
    assert state["most_open"] <= 7


@pytest.mark.parametrize(
    ("status", "reason", "verdict", "retry_after"),
    [
        (400, "BadDeviceToken", Verdict.BAD_TOKEN, 0),
        (400, "DeviceTokenNotForTopic", Verdict.BAD_TOKEN, 0),
        (400, "IdleTimeout", Verdict.UNAVAILABLE, 5),
        (410, "Unregistered", Verdict.GONE, 0),
        (410, "ExpiredToken", Verdict.GONE, 0),
        (429, "TooManyRequests", Verdict.TOO_MANY, 60),
        (500, "InternalServerError", Verdict.UNAVAILABLE, 900),
        (503, "ServiceUnavailable", Verdict.UNAVAILABLE, 900),
        (503, "Shutdown", Verdict.UNAVAILABLE, 900),
    ],
)
def test_what_concerns_one_token_leaves_the_others_alone(
    apns: ApnsServer, sender: Http2ApplePush, status: int, reason: str, verdict: Verdict, retry_after: int
) -> None:
    apns.service.add_rule(Rule("b2", status, reason))
    results = push(sender, "a1", "b2", "c3")
    assert (results["b2"].verdict, results["b2"].reason, results["b2"].retry_after) == (verdict, reason, retry_after)
    assert (results["a1"].verdict, results["c3"].verdict) == (Verdict.ACCEPTED, Verdict.ACCEPTED)
    assert apns.service.summary()["connections"] == 1


@pytest.mark.parametrize(
    ("status", "reason", "verdict"),
    [
        (400, "BadTopic", Verdict.OUR_FAULT),
        (400, "MissingTopic", Verdict.OUR_FAULT),
        (400, "TopicDisallowed", Verdict.OUR_FAULT),
        (400, "InvalidPushType", Verdict.OUR_FAULT),
        (400, "PayloadEmpty", Verdict.OUR_FAULT),
        (400, "BadPriority", Verdict.OUR_FAULT),
        (400, "BadExpirationDate", Verdict.OUR_FAULT),
        (403, "BadCertificate", Verdict.CERTIFICATE),
        (403, "BadCertificateEnvironment", Verdict.CERTIFICATE),
        (403, "Forbidden", Verdict.CERTIFICATE),
        (404, "BadPath", Verdict.OUR_FAULT),
        (405, "MethodNotAllowed", Verdict.OUR_FAULT),
        (413, "PayloadTooLarge", Verdict.OUR_FAULT),
    ],
)
def test_what_concerns_us_stops_the_batch_and_the_ones_after_it(
    apns: ApnsServer, sender: Http2ApplePush, status: int, reason: str, verdict: Verdict
) -> None:
    apns.service.max_concurrent_streams = 1
    apns.service.add_rule(Rule("b2", status, reason))
    results = push(sender, "a1", "b2", "c3", "d4")
    assert results["a1"].verdict is Verdict.ACCEPTED
    assert {(results[token].verdict, results[token].reason) for token in ("b2", "c3", "d4")} == {(verdict, reason)}
    assert {one.verdict for one in push(sender, "e5").values()} == {verdict}
    assert [seen["token"] for seen in apns.service.pushes()] == ["a1", "b2"]


def test_pushes_go_on_when_the_refusal_is_a_while_ago(apns: ApnsServer, folder: Path) -> None:
    sender = new_sender(apns, folder)
    apns.service.add_rule(Rule(status=403, reason="BadCertificate", times=1))
    push(sender)
    sender.pause_after_refusal = 0.0
    assert verdicts(push(sender)) == {Verdict.ACCEPTED}
    sender.close()


def test_since_when_a_phone_is_gone_is_told(apns: ApnsServer, sender: Http2ApplePush) -> None:
    apns.service.add_rule(Rule("a1", 410, "Unregistered", timestamp=1_790_000_000_123))
    assert push(sender)["a1"].gone_at == datetime.fromtimestamp(1_790_000_000.123, UTC)


@pytest.mark.parametrize("timestamp", [None, "soon", 10**30, True])
def test_a_moment_that_cannot_be_read_is_not_told(apns: ApnsServer, sender: Http2ApplePush, timestamp: object) -> None:
    apns.service.add_rule(Rule("a1", 410, "Unregistered", timestamp=timestamp))  # type: ignore[arg-type]
    result = push(sender)["a1"]
    assert result.verdict is Verdict.GONE
    assert result.gone_at is None or result.gone_at.year == 1970


def test_apples_own_wish_when_to_come_again_is_followed(apns: ApnsServer, sender: Http2ApplePush) -> None:
    apns.service.add_rule(Rule("a1", 429, "TooManyRequests", retry_after=7))
    apns.service.add_rule(Rule("b2", 410, "Unregistered", retry_after=7))
    results = push(sender, "a1", "b2")
    assert (results["a1"].retry_after, results["b2"].retry_after) == (7, 0)


def test_after_goaway_the_rest_is_sent_on_a_new_connection(apns: ApnsServer, sender: Http2ApplePush) -> None:
    apns.service.add_rule(Rule("c3", act="goaway", times=1))
    tokens = [f"{letter}{number}" for number, letter in enumerate("abcdefgh", start=1)]
    assert verdicts(push(sender, *tokens)) == {Verdict.ACCEPTED}
    accepted = [seen["token"] for seen in apns.service.pushes() if seen["status"] == 200]
    assert sorted(accepted) == tokens
    assert apns.service.summary()["connections"] == 2


def test_goaway_twice_is_left_for_later_under_apples_reason(apns: ApnsServer, sender: Http2ApplePush) -> None:
    apns.service.add_rule(Rule(act="goaway", reason="Shutdown"))
    result = push(sender)["a1"]
    assert (result.verdict, result.reason, result.retry_after) == (Verdict.UNAVAILABLE, "Shutdown", 5)


def test_goaway_because_of_the_certificate_is_a_refusal(apns: ApnsServer, sender: Http2ApplePush) -> None:
    apns.service.add_rule(Rule(act="goaway", reason="BadCertificate"))
    results = push(sender, "a1", "b2")
    assert {(one.verdict, one.reason) for one in results.values()} == {(Verdict.CERTIFICATE, "BadCertificate")}
    assert apns.service.summary()["connections"] == 1


def test_a_connection_that_breaks_is_replaced_and_the_push_repeated(apns: ApnsServer, sender: Http2ApplePush) -> None:
    push(sender)
    apns.service.add_rule(Rule(act="close", times=1))
    assert verdicts(push(sender)) == {Verdict.ACCEPTED}
    assert apns.service.summary()["connections"] == 2


def test_a_connection_closed_while_nothing_was_sent_is_replaced(apns: ApnsServer, sender: Http2ApplePush) -> None:
    push(sender)
    apns.drop_connections()
    assert verdicts(push(sender)) == {Verdict.ACCEPTED}


def test_a_push_without_an_answer_is_repeated_once_and_then_left_for_later(apns: ApnsServer, folder: Path) -> None:
    sender = new_sender(apns, folder, timeout=0.2)
    apns.service.add_rule(Rule("b2", act="hang"))
    results = push(sender, "a1", "b2")
    sender.close()
    assert results["a1"].verdict is Verdict.ACCEPTED
    assert (results["b2"].verdict, results["b2"].reason, results["b2"].retry_after) == (Verdict.UNAVAILABLE, "TimeoutError", 5)
    assert [seen["token"] for seen in apns.service.pushes()].count("b2") == 2


def test_a_connection_idle_for_long_is_not_trusted(apns: ApnsServer, sender: Http2ApplePush) -> None:
    push(sender)
    sender.longest_idle = 0.0
    assert verdicts(push(sender)) == {Verdict.ACCEPTED}
    assert apns.service.summary()["connections"] == 2


def test_a_server_that_is_not_there_is_left_for_later(apns: ApnsServer, sender: Http2ApplePush) -> None:
    apns.close()
    result = push(sender)["a1"]
    assert (result.verdict, result.reason, result.retry_after) == (Verdict.UNAVAILABLE, "ConnectionRefusedError", 5)


def test_a_server_that_cannot_be_trusted_gets_no_token(apns: ApnsServer, folder: Path) -> None:
    certificate = pass_certificate()
    sender = Http2ApplePush(apns.url, PASS_TYPE, client_context(certificate.certificate_pem, certificate.key_pem, None))
    assert {(one.verdict, one.reason) for one in push(sender).values()} == {(Verdict.UNAVAILABLE, "SSLCertVerificationError")}
    assert apns.service.pushes() == []


def test_a_certificate_of_another_authority_or_one_that_ended_is_a_refusal(apns: ApnsServer, folder: Path) -> None:
    for issued in (Authority("Somebody").pass_certificate(), authority().pass_certificate(ended=True)):
        results = push(new_sender(apns, folder, issued), "a1", "b2")
        assert verdicts(results) == {Verdict.CERTIFICATE}
        assert "CERTIFICATE" in results["a1"].reason or "UNKNOWN_CA" in results["a1"].reason


def test_a_topic_that_is_not_the_certificates_is_refused(apns: ApnsServer, folder: Path) -> None:
    sender = new_sender(apns, folder, topic="pass.somebody.else")
    assert {(one.verdict, one.reason) for one in push(sender).values()} == {(Verdict.OUR_FAULT, "TopicDisallowed")}
    sender.close()


def test_a_token_cannot_lead_to_another_path(apns: ApnsServer, sender: Http2ApplePush) -> None:
    push(sender, "../../__control/reset?x=1")
    assert apns.service.pushes()[0]["token"] == "..%2F..%2F__control%2Freset%3Fx%3D1"
