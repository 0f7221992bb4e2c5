"""One kept connection to Apple, and what becomes of pushes when it breaks (wallets.md §3.3, §3.4)."""

from pathlib import Path

from comeback.adapters.apple.http2 import Answer, Http2Connection
from comeback.adapters.apple.push import Http2ApplePush, client_context
from comeback.ports.push import Verdict
from dev.apns.server import ApnsServer
from dev.apns.state import Rule
from tests.certificates import PASS_TYPE, Authority, authority, pass_certificate
from tests.dev.apns_world import CA_FILE, new_sender, push, verdicts


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


def test_fewer_streams_are_kept_to_from_the_moment_apple_allows_fewer(apns: ApnsServer, sender: Http2ApplePush) -> None:
    apns.service.max_concurrent_streams, apns.service.then_streams = 40, 3
    assert verdicts(push(sender, *(f"{number:04x}" for number in range(200)))) == {Verdict.ACCEPTED}
    state = apns.service.summary()
    assert (state["connections"], state["violations"], state["pushes"]) == (1, 0, 200)
    assert state["most_open"] <= 40


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


def test_a_push_without_an_answer_is_repeated_once_and_then_left_for_later(apns: ApnsServer, apns_files: Path) -> None:
    sender = new_sender(apns, apns_files, timeout=1.0)
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


def test_a_server_that_cannot_be_trusted_gets_no_token(apns: ApnsServer, apns_files: Path) -> None:
    certificate = pass_certificate()
    sender = Http2ApplePush(apns.url, PASS_TYPE, client_context(certificate.certificate_pem, certificate.key_pem, None))
    assert {(one.verdict, one.reason) for one in push(sender).values()} == {(Verdict.UNAVAILABLE, "SSLCertVerificationError")}
    assert apns.service.pushes() == []


def test_a_certificate_of_another_authority_or_one_that_ended_is_a_refusal(apns: ApnsServer, apns_files: Path) -> None:
    for issued in (Authority("Somebody").pass_certificate(), authority().pass_certificate(ended=True)):
        results = push(new_sender(apns, apns_files, issued), "a1", "b2")
        assert verdicts(results) == {Verdict.CERTIFICATE}
        assert "CERTIFICATE" in results["a1"].reason or "UNKNOWN_CA" in results["a1"].reason


def test_a_stream_that_is_reset_is_sent_again(apns: ApnsServer, sender: Http2ApplePush) -> None:
    apns.service.add_rule(Rule("b2", act="reset", times=1))
    assert verdicts(push(sender, "a1", "b2", "c3")) == {Verdict.ACCEPTED}
    assert apns.service.summary()["connections"] == 1


def test_answers_may_come_in_pieces_of_any_size(apns: ApnsServer, sender: Http2ApplePush) -> None:
    apns.service.piece = 1
    apns.service.add_rule(Rule("b2", 410, "Unregistered"))
    results = push(sender, "a1", "b2")
    assert [one.verdict for one in results.values()] == [Verdict.ACCEPTED, Verdict.GONE]


def test_what_exceeds_the_servers_window_waits_for_it(apns: ApnsServer, apns_files: Path) -> None:
    certificate = pass_certificate()
    context = client_context(certificate.certificate_pem, certificate.key_pem, str(apns_files / CA_FILE))
    connection = Http2Connection("127.0.0.1", apns.port, context, timeout=60.0)
    headers = [
        (":method", "POST"),
        (":scheme", "https"),
        (":authority", "x"),
        (":path", "/3/device/a"),
        ("apns-topic", PASS_TYPE),
    ]
    answers = connection.exchange([(headers, b"x" * 16_000)] * 9)
    connection.close()
    assert [answers[place].status for place in range(9)] == [413] * 9


def test_an_answer_without_a_readable_status_has_none() -> None:
    assert (Answer({}).status, Answer({":status": "ok"}).status, Answer({":status": "200"}).status) == (0, 0, 200)
