"""The sender against the stand-in for Apple's push service: every row of wallets.md §3.3 over real TLS and HTTP/2."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from comeback.adapters.apple.push import Http2ApplePush
from comeback.ports.push import Verdict
from dev.apns.server import ApnsServer
from dev.apns.state import Rule
from tests.certificates import PASS_TYPE
from tests.dev.apns_world import new_sender, push, verdicts


def test_a_push_says_what_apple_asks_for_and_nothing_else(apns: ApnsServer, sender: Http2ApplePush) -> None:
    result = push(sender, "ab12")["ab12"]
    assert (result.verdict, result.reason) == (Verdict.ACCEPTED, "")
    (seen,) = apns.service.pushes()
    assert (seen["token"], seen["topic"], seen["body"], seen["headers"]) == ("ab12", PASS_TYPE, "{}", {"apns-topic": PASS_TYPE})
    assert len(result.apns_id) == 36


def test_the_push_type_is_a_setting(apns: ApnsServer, apns_files: Path) -> None:
    sender = new_sender(apns, apns_files, push_type="background")
    push(sender)
    sender.close()
    assert apns.service.pushes()[0]["headers"]["apns-push-type"] == "background"


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


def test_pushes_go_on_when_the_refusal_is_a_while_ago(apns: ApnsServer, apns_files: Path) -> None:
    sender = new_sender(apns, apns_files)
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


def test_a_topic_that_is_not_the_certificates_is_refused(apns: ApnsServer, apns_files: Path) -> None:
    sender = new_sender(apns, apns_files, topic="pass.somebody.else")
    assert {(one.verdict, one.reason) for one in push(sender).values()} == {(Verdict.OUR_FAULT, "TopicDisallowed")}
    sender.close()


def test_a_token_cannot_lead_to_another_path(apns: ApnsServer, sender: Http2ApplePush) -> None:
    push(sender, "../../__control/reset?x=1")
    assert apns.service.pushes()[0]["token"] == "..%2F..%2F__control%2Freset%3Fx%3D1"
