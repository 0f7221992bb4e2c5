"""One-time links and sessions."""

from datetime import timedelta

import pytest

from comeback.domain.errors import NotFound
from comeback.domain.ids import TenantId
from comeback.ports.sessions import LINK_LIFETIME
from comeback.usecases.sign_in import IssueSignInLink, digest_of
from tests.unit.connecting import BASE, World, connected_world


@pytest.fixture
def world() -> World:
    return connected_world()


def link_of(world: World) -> str:
    issued = IssueSignInLink(world.connections, world.sessions, world.ids, world.clock, BASE)(world.tenant.id)
    assert issued.expires_at == world.clock.now() + LINK_LIFETIME
    assert issued.url.startswith(f"{BASE}/console/sign-in/")
    return issued.url.rpartition("/")[2]


def test_a_link_signs_in_once(world: World) -> None:
    token = link_of(world)
    assert world.start_session.is_good(token)
    secret = world.start_session.by_link(token)
    assert secret is not None
    session = world.sessions.seen(digest_of(secret), world.clock.now())
    assert session is not None
    assert session.tenant_id == world.tenant.id
    assert not world.start_session.is_good(token)
    assert world.start_session.by_link(token) is None


def test_a_link_is_stored_hashed_and_expires(world: World) -> None:
    token = link_of(world)
    assert list(world.sessions.links) == [digest_of(token)]
    world.clock.pass_by(timedelta(minutes=15))
    assert world.start_session.by_link(token) is None


def test_there_is_no_link_for_nobody(world: World) -> None:
    with pytest.raises(NotFound):
        IssueSignInLink(world.connections, world.sessions, world.ids, world.clock, BASE)(TenantId("tn_none"))
