"""The doctor's checks, each with its neighbours well and broken."""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from comeback.adapters.words import words_for
from comeback.domain.attention import AttentionKind, attention_id
from comeback.domain.connection import Tenant
from comeback.domain.diagnosis import Finding, QueueState, State
from comeback.domain.ids import SigningIdentityId, TenantId
from comeback.domain.signing import CheckedKey, PassIdentity, SigningIdentity, SigningKey
from comeback.domain.words import Phrase
from comeback.ports.google_wallet import GoogleAbsentError, GoogleRefusedError
from comeback.ports.signing import SigningRefused
from comeback.usecases import checks
from comeback.usecases.examine import Examine
from comeback.usecases.watch_certificates import DailyReport, ExamineDaily, WatchCertificates
from tests import builders
from tests.api_world import Clock
from tests.memory.attention import MemoryAttention
from tests.memory.connections import MemoryConnections
from tests.memory.marketplace import MemoryMarketplace
from tests.memory.signing import MemorySigningIdentities
from tests.memory.store import Store

CLOCK = Clock()
NOW = CLOCK.now()
KEY = SigningKey(PassIdentity("pass.example", "TEAM000001"), "certificate", "key", "intermediate")


def told(check: Callable[[], Iterable[Finding]]) -> list[tuple[str, str, str, str]]:
    found = list(check())
    assert all(words_for("en").tell(one.say) for one in found)
    return [(one.check, one.subject, one.state.value, one.say.id) for one in found]


def raising(problem: Exception) -> Callable[[], None]:
    def act() -> None:
        raise problem

    return act


class Elsewhere:
    """Addresses as a script."""

    def __init__(self, status: int | OSError = 200, date: datetime | None = NOW) -> None:
        self._status, self._date = status, date

    def date_of(self, url: str) -> datetime | None:
        return self._date

    def status_of(self, url: str) -> int:
        if isinstance(self._status, OSError):
            raise self._status
        return self._status


# ---------------------------------------------------------------- the examination


def broken() -> Iterator[Finding]:
    yield Finding("b", State.OK, Phrase("doctor.secret.ok"))
    raise ZeroDivisionError


def test_findings_come_in_the_order_of_the_checks_and_a_broken_one_hides_no_other() -> None:
    fine = Finding("a", State.OK, Phrase("doctor.secret.ok"))
    found = Examine({"a": lambda: [fine], "b": broken, "c": lambda: [fine, fine]}, 5)()
    assert [(one.check, one.say.id) for one in found] == [
        ("a", "doctor.secret.ok"), ("b", "doctor.broken"), ("a", "doctor.secret.ok"), ("a", "doctor.secret.ok"),
    ]  # fmt: skip
    assert found[1].say.values == {"error": "ZeroDivisionError"}
    assert Examine({}, 5)() == []


def test_a_neighbour_that_does_not_answer_is_a_finding_and_not_waited_for() -> None:
    released = threading.Event()

    def silent() -> list[Finding]:
        released.wait(60)
        return []

    fine = Finding("fine", State.OK, Phrase("doctor.secret.ok"))
    found = Examine({"silent": silent, "fine": lambda: [fine]}, 0.5)()
    released.set()
    assert [(one.check, one.state, one.say.id) for one in found] == [
        ("silent", State.FAIL, "doctor.silent"), ("fine", State.OK, "doctor.secret.ok"),
    ]  # fmt: skip


# ---------------------------------------------------------------- what is looked at


def test_a_secret_that_waits_is_a_failure_unless_a_stage_may_do_without() -> None:
    missing = {"app": lambda: False, "apple": lambda: True, "google": lambda: True}
    assert told(checks.CheckSecrets(missing, frozenset({"google"}))) == [
        ("secret", "app", "ok", "doctor.secret.ok"),
        ("secret", "apple", "fail", "doctor.secret.empty"),
        ("secret", "google", "warn", "doctor.secret.empty"),
    ]


def test_our_certificate_is_looked_at_together_with_its_intermediate() -> None:
    good = CheckedKey(KEY, "f", NOW + timedelta(days=200), NOW + timedelta(days=900))
    assert told(checks.CheckOurCertificate(lambda: good, CLOCK)) == [
        ("apple_certificate", "", "ok", "doctor.certificate.ok"), ("wwdr", "", "ok", "doctor.wwdr.ok"),
    ]  # fmt: skip
    soon = replace(good, issuer_ends_at=NOW + timedelta(days=44))
    assert told(checks.CheckOurCertificate(lambda: soon, CLOCK))[1] == ("wwdr", "", "warn", "doctor.wwdr.ends")


@pytest.mark.parametrize(("field", "check"), [("intermediate", "wwdr"), ("private_key", "apple_certificate")])
def test_files_of_ours_that_do_not_fit_are_told_by_name(field: str, check: str) -> None:
    def read() -> CheckedKey:
        raise SigningRefused(field, "signing.refused.no_intermediate")

    assert told(checks.CheckOurCertificate(read, CLOCK)) == [(check, "", "fail", "signing.refused.no_intermediate")]


def identities() -> tuple[checks.TenantIdentities, MemorySigningIdentities, Store]:
    """Two businesses, each with a certificate: one ends soon."""
    store = Store()
    connections, held = MemoryConnections(store), MemorySigningIdentities(store)
    for number, (tenant, days) in enumerate(((builders.TENANT, 10), (builders.OTHER_TENANT, 300)), start=1):
        connections.create_tenant(Tenant(tenant, "A business", number, "owner@example.com", NOW))
        held.add(tenant, identity(number, days))
    return checks.TenantIdentities(connections, held), held, store


def identity(number: int, days: int) -> SigningIdentity:
    names = PassIdentity(f"pass.example.{number}", "TEAM000001")
    return SigningIdentity(SigningIdentityId(f"si_{number:026d}"), names, "f", NOW + timedelta(days=days), NOW)


def test_each_certificate_of_an_owner_is_looked_at() -> None:
    everyone, _, _ = identities()
    assert told(checks.CheckIdentities(everyone, CLOCK)) == [
        ("signing_identity", f"si_{1:026d}", "warn", "doctor.certificate.ends"),
        ("signing_identity", f"si_{2:026d}", "ok", "doctor.certificate.ok"),
    ]


def test_businesses_are_looked_at_page_by_page() -> None:
    store = Store()
    connections, held = MemoryConnections(store), MemorySigningIdentities(store)
    for number in range(1, 104):
        tenant = TenantId(f"tn_{number:026d}")
        connections.create_tenant(Tenant(tenant, "A business", number, "owner@example.com", NOW))
        held.add(tenant, identity(number, 300))
    assert len(list(checks.TenantIdentities(connections, held)())) == 103


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda: None, ("ok", "doctor.google.ok")),
        (raising(GoogleAbsentError("none")), ("warn", "doctor.google.absent")),
        (raising(GoogleRefusedError("POST token answered 401")), ("fail", "doctor.google.refused")),
    ],
)
def test_google_is_asked_for_a_token_and_a_look(ask: Callable[[], None], expected: tuple[str, str]) -> None:
    assert told(checks.CheckGoogle(ask)) == [("google", "", *expected)]


def connected() -> MemoryConnections:
    connections = MemoryConnections(Store())
    connections.create_tenant(Tenant(builders.TENANT, "La Visage", 1, "owner@example.com", NOW))
    connections.save(builders.TENANT, builders.connection())
    return connections


@pytest.mark.parametrize(
    ("connections", "refused", "state"),
    [
        (connected(), "", "ok"),
        (connected(), "location", "fail"),
        (MemoryConnections(Store()), "location", "ok"),
        (MemoryConnections(Store()), "installations", "fail"),
    ],
)
def test_altegio_is_asked_with_each_token(connections: MemoryConnections, refused: str, state: str) -> None:
    marketplace = MemoryMarketplace()
    marketplace.refused = {refused}
    said = "doctor.altegio.ok" if state == "ok" else "doctor.altegio.refused"
    assert told(checks.CheckAltegio(marketplace, connections)) == [("altegio", "", state, said)]


def test_our_clock_is_held_against_each_neighbours() -> None:
    urls = {"altegio": "https://a.example", "google": "https://g.example"}
    behind = checks.CheckClock(Elsewhere(date=NOW - timedelta(minutes=10)), urls, CLOCK)
    assert [(one.subject, one.state, one.say.values["n"]) for one in behind()] == [
        ("altegio", State.FAIL, 600), ("google", State.FAIL, 600),
    ]  # fmt: skip
    assert told(checks.CheckClock(Elsewhere(date=None), urls, CLOCK)) == []


@pytest.mark.parametrize(
    ("status", "state"), [(200, "ok"), (502, "fail"), (ConnectionError("ConnectError"), "fail")], ids=["well", "502", "silent"]
)
def test_our_own_address_is_asked_and_then_who_told_us_of_events(status: int | OSError, state: str) -> None:
    found = told(checks.CheckWebhooks(Elsewhere(status), "https://x.example", connected()))
    assert [(check, how) for check, _, how, _ in found] == [("base_url", state), ("webhooks", "ok")]


def test_each_queue_is_a_finding() -> None:
    states = [QueueState("accrual", 3), QueueState("accrual_dead_letter", 1, is_dead_letter=True)]
    assert told(checks.CheckQueues(lambda: states)) == [
        ("queue", "accrual", "ok", "doctor.queue.ok"), ("queue", "accrual_dead_letter", "fail", "doctor.queue.dead"),
    ]  # fmt: skip


# ---------------------------------------------------------------- owners hear of it


def test_an_owner_hears_of_a_certificate_that_ends_until_the_next_one_is_there() -> None:
    everyone, held, store = identities()
    attention = MemoryAttention(store)
    watch = WatchCertificates(everyone, attention, CLOCK)
    assert watch() == {"ends": 1, "ok": 1}
    item = attention.item(builders.TENANT, attention_id(AttentionKind.CERTIFICATE_ENDS, f"si_{1:026d}"))
    assert item is not None
    assert item.facts == {"pass_type_id": "pass.example.1", "day": (NOW + timedelta(days=10)).date().isoformat()}
    assert attention.items(builders.OTHER_TENANT, 9, None)[0] == []
    held.renew(builders.TENANT, identity(1, 400))
    assert watch() == {"ok": 2}
    assert attention.items(builders.TENANT, 9, None)[0] == []


@pytest.mark.parametrize(("days", "expected"), [(300, {"ends": 1, "ok": 3}), (44, {"ends": 2, "ok": 2})])
def test_the_daily_report_counts_our_certificate_with_those_of_owners(days: int, expected: dict[str, int]) -> None:
    everyone, _, store = identities()
    ends = NOW + timedelta(days=days)
    ours = checks.CheckOurCertificate(lambda: CheckedKey(KEY, "f", ends, NOW + timedelta(days=900)), CLOCK)
    examine = Examine({"apple_certificate": ours, "google": checks.CheckGoogle(raising(GoogleAbsentError("none")))}, 5)
    report = ExamineDaily(examine, WatchCertificates(everyone, MemoryAttention(store), CLOCK))()
    states = {"ok": 2, "warn": 1} if days == 300 else {"ok": 1, "warn": 2}
    assert report == DailyReport(states, expected)
