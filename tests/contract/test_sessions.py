"""The contract of ports.sessions.Sessions, for both implementations."""

from datetime import UTC, datetime, timedelta

import pytest

from comeback.adapters.dynamodb.sessions import DynamoSessions
from comeback.domain.ids import TenantId
from comeback.ports.sessions import ABSOLUTE, IDLE, LINK_LIFETIME, Session, Sessions, SignInLink
from tests.memory.sessions import MemorySessions

NOW = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)
MINE, THEIRS = TenantId("tn_A"), TenantId("tn_B")


@pytest.fixture(params=["memory", "dynamodb"])
def sessions(request: pytest.FixtureRequest) -> Sessions:
    if request.param == "memory":
        return MemorySessions()
    table = request.getfixturevalue("sessions_table")
    return DynamoSessions(table.client, table.name)


def a_session(tenant: TenantId = MINE, at: datetime = NOW) -> Session:
    return Session(tenant, "token of forms", at, at)


def test_a_session_is_found_by_its_digest_only(sessions: Sessions) -> None:
    sessions.start("d1", a_session())
    sessions.start("d2", a_session(THEIRS))
    assert sessions.seen("d1", NOW) == a_session()
    assert sessions.seen("d2", NOW) == a_session(THEIRS)
    assert sessions.seen("d3", NOW) is None


def test_an_idle_session_is_over(sessions: Sessions) -> None:
    sessions.start("d1", a_session())
    assert sessions.seen("d1", NOW + IDLE) is None


def test_use_keeps_a_session_alive_until_its_absolute_end(sessions: Sessions) -> None:
    sessions.start("d1", a_session())
    moment = NOW
    while moment + timedelta(minutes=20) < NOW + ABSOLUTE:
        moment += timedelta(minutes=20)
        assert sessions.seen("d1", moment) is not None
    assert sessions.seen("d1", NOW + ABSOLUTE) is None


def test_an_ended_session_stays_ended(sessions: Sessions) -> None:
    sessions.start("d1", a_session())
    sessions.end("d1")
    sessions.end("d1")
    assert sessions.seen("d1", NOW) is None
    assert sessions.seen("d1", NOW + timedelta(minutes=5)) is None


def test_a_link_signs_in_once(sessions: Sessions) -> None:
    link = SignInLink(MINE, NOW + LINK_LIFETIME)
    sessions.offer_link("l1", link)
    assert sessions.link("l1", NOW) == link
    assert sessions.use_link("l1", NOW) == link
    assert sessions.use_link("l1", NOW) is None
    assert sessions.link("l1", NOW) is None


def test_a_link_is_good_until_it_expires(sessions: Sessions) -> None:
    sessions.offer_link("l1", SignInLink(MINE, NOW + LINK_LIFETIME))
    late = NOW + LINK_LIFETIME
    assert sessions.link("l1", late) is None
    assert sessions.use_link("l1", late) is None


def test_a_session_is_no_link_and_a_link_no_session(sessions: Sessions) -> None:
    sessions.start("d1", a_session())
    sessions.offer_link("d2", SignInLink(MINE, NOW + LINK_LIFETIME))
    assert sessions.use_link("d1", NOW) is None
    assert sessions.seen("d2", NOW) is None
