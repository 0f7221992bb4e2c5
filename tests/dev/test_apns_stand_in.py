"""The stand-in itself: what it refuses as Apple does, and how it is told what to do."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from comeback.adapters.apple.http2 import Answer, Http2Connection
from comeback.adapters.apple.push import client_context
from dev.apns.server import ApnsServer
from tests.certificates import PASS_TYPE, pass_certificate
from tests.dev.apns_world import CA_FILE, new_sender, push

GOOD = {":method": "POST", ":scheme": "https", ":authority": "x", ":path": "/3/device/a1", "apns-topic": PASS_TYPE}


@pytest.fixture
def control(apns: ApnsServer, apns_files: Path) -> Iterator[httpx.Client]:
    trusted = ssl.create_default_context(cafile=str(apns_files / CA_FILE))
    with httpx.Client(base_url=apns.url, verify=trusted, trust_env=False) as client:
        yield client


def ask(apns: ApnsServer, apns_files: Path, body: bytes = b"{}", *, anonymous: bool = False, **changes: str | None) -> Answer:
    """One request as told; None takes a header away."""
    wanted = {**GOOD, **{name.replace("_", "-"): value for name, value in changes.items()}}
    headers = [(name, value) for name, value in wanted.items() if value is not None]
    certificate = pass_certificate()
    if anonymous:
        context = ssl.create_default_context(cafile=str(apns_files / CA_FILE))
        context.set_alpn_protocols(["h2"])
    else:
        context = client_context(certificate.certificate_pem, certificate.key_pem, str(apns_files / CA_FILE))
    connection = Http2Connection("127.0.0.1", apns.port, context, timeout=60.0)
    answer = connection.exchange([(headers, body)])[0]
    connection.close()
    return answer


@pytest.mark.parametrize(
    ("changes", "body", "status", "reason"),
    [
        ({":method": "GET"}, b"{}", 405, "MethodNotAllowed"),
        ({":path": "/4/device/a1"}, b"{}", 404, "BadPath"),
        ({":path": "/3/device/"}, b"{}", 400, "MissingDeviceToken"),
        ({"apns-topic": None}, b"{}", 400, "MissingTopic"),
        ({"apns-topic": "pass.somebody.else"}, b"{}", 400, "TopicDisallowed"),
        ({"apns-push-type": "pass"}, b"{}", 400, "InvalidPushType"),
        ({"apns-priority": "7"}, b"{}", 400, "BadPriority"),
        ({"apns-expiration": "soon"}, b"{}", 400, "BadExpirationDate"),
        ({}, b"", 400, "PayloadEmpty"),
        ({}, b"x" * 5000, 413, "PayloadTooLarge"),
    ],
)
def test_what_apple_would_refuse_is_refused(
    apns: ApnsServer, apns_files: Path, changes: dict[str, Any], body: bytes, status: int, reason: str
) -> None:
    answer = ask(apns, apns_files, body, **changes)
    assert (answer.status, answer.body) == (status, b'{"reason": "%s"}' % reason.encode())


def test_without_a_client_certificate_nothing_is_taken(apns: ApnsServer, apns_files: Path) -> None:
    assert ask(apns, apns_files, anonymous=True).status == 403


def test_the_senders_own_id_is_given_back(apns: ApnsServer, apns_files: Path) -> None:
    assert ask(apns, apns_files, apns_id="MINE").headers["apns-id"] == "MINE"


def test_pushes_can_be_read_by_token_and_number(apns: ApnsServer, apns_files: Path, control: httpx.Client) -> None:
    sender = new_sender(apns, apns_files)
    push(sender, "a1", "b2", "c3")
    sender.close()
    read = control.get("/__control/pushes", params={"after": 1, "token": "b2"}).json()["pushes"]
    assert [(one["number"], one["token"], one["status"]) for one in read] == [(2, "b2", 200)]
    assert control.get("/__control/pushes", params={"after": 3}).json() == {"pushes": []}
    assert control.get("/__control/state").json()["pushes"] == 3


def test_a_rule_told_over_control_is_followed_as_often_as_asked(
    apns: ApnsServer, apns_files: Path, control: httpx.Client
) -> None:
    rule = {"token": "a1", "status": 410, "reason": "Unregistered", "times": 1}
    assert control.post("/__control/rules", json=rule).status_code == 200
    sender = new_sender(apns, apns_files)
    assert [push(sender, "a1")["a1"].reason for _ in range(2)] == ["Unregistered", ""]
    sender.close()


def test_settings_and_reset(apns: ApnsServer, control: httpx.Client) -> None:
    control.post("/__control/settings", json={"max_concurrent_streams": 3})
    assert control.get("/__control/state").json()["max_concurrent_streams"] == 3
    control.post("/__control/reset")
    assert control.get("/__control/state").json() == {
        "pushes": 0, "connections": 0, "violations": 0, "most_open": 0, "max_concurrent_streams": 1000,
    }  # fmt: skip


def test_nonsense_over_control_is_refused(control: httpx.Client) -> None:
    assert control.get("/nothing").status_code == 404
    assert control.post("/__control/rules", json={"colour": "red"}).status_code == 400
    assert control.post("/__control/nothing", json={}).status_code == 400
    assert control.post("/__control/settings", content=b"rubbish").status_code == 400
