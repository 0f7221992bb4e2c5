"""The whole redirect: several locations, the queue, sessions."""

from datetime import timedelta

import pytest

from comeback.domain.connecting import ConnectOutcome, masked_email
from comeback.domain.errors import AccessRefused
from comeback.domain.ids import LocationId
from comeback.messages import ConnectRequested
from comeback.ports.crm import CrmUnavailableError
from tests.unit.connecting import OWNER, PLACE, SECOND, World, redirect

SEVEN = [LocationId(number) for number in range(101, 108)]


@pytest.fixture
def world() -> World:
    return World()


def test_a_bad_signature_stores_nothing_and_asks_altegio_nothing(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    with pytest.raises(AccessRefused):
        world.connect_all([*redirect(OWNER, PLACE)[:-1], ("user_data_sign", "0" * 64)], None)
    assert world.is_empty()
    assert world.marketplace.calls == []


def test_one_location_gives_a_session_and_no_job(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    connected = world.connect_all(redirect(OWNER, PLACE), None)
    assert connected.session is not None
    assert connected.job is None
    assert [session.tenant_id for session in world.sessions.sessions.values()] == [world.tenant.id]


def test_a_repeat_gives_no_session(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    world.connect_all(redirect(OWNER, PLACE), None)
    again = world.connect_all(redirect(OWNER, PLACE), None)
    assert again.session is None
    assert again.may_sign_in_elsewhere
    assert not again.should_try_again


def test_several_locations_are_each_for_itself(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    world.marketplace.pending(SECOND, u8=True)
    connected = world.connect_all(redirect(OWNER, PLACE, SECOND), None)
    assert [result.outcome for result in connected.results] == [ConnectOutcome.CONNECTED, ConnectOutcome.NOT_MANAGER]
    assert connected.session is not None
    assert connected.job is not None
    job = world.jobs.get(world.tenant.id, connected.job, world.clock.now())
    assert job is not None
    assert job.outcomes == ((PLACE, ConnectOutcome.CONNECTED), (SECOND, ConnectOutcome.NOT_MANAGER))


def test_more_than_five_locations_are_finished_through_the_queue(world: World) -> None:
    for place in SEVEN:
        world.marketplace.pending(place, u7=True)
    connected = world.connect_all(redirect(OWNER, *SEVEN), None)
    assert [result.outcome for result in connected.results[4:]] == [ConnectOutcome.CONNECTED] + [ConnectOutcome.QUEUED] * 2
    assert connected.job is not None
    job = world.jobs.get(world.tenant.id, connected.job, world.clock.now())
    assert job is not None
    assert not job.is_done
    for message in world.queue.sent:
        assert isinstance(message, ConnectRequested)
        assert world.connect_queued(message) is ConnectOutcome.CONNECTED
    job = world.jobs.get(world.tenant.id, connected.job, world.clock.now())
    assert job is not None
    assert job.is_done
    assert world.tenant.location_ids == tuple(SEVEN)


def test_a_slow_altegio_leaves_more_to_the_queue(world: World) -> None:
    for place in SEVEN[:3]:
        world.marketplace.pending(place, u7=True)
    world.marketplace.before_activation = lambda: world.clock.pass_by(timedelta(seconds=16))
    connected = world.connect_all(redirect(OWNER, *SEVEN[:3]), None)
    assert [result.outcome for result in connected.results] == [ConnectOutcome.CONNECTED] + [ConnectOutcome.QUEUED] * 2


def test_without_an_account_nothing_can_be_queued(world: World) -> None:
    connected = world.connect_all(redirect(OWNER, *SEVEN), None)
    assert [result.outcome for result in connected.results[4:]] == [ConnectOutcome.NOT_INSTALLED] + [ConnectOutcome.TRY_AGAIN] * 2
    assert connected.job is None
    assert connected.session is None


def test_a_queue_that_refuses_is_told_on_the_page(world: World) -> None:
    for place in SEVEN:
        world.marketplace.pending(place, u7=True)
    world.queue.closed = True
    connected = world.connect_all(redirect(OWNER, *SEVEN), None)
    assert connected.results[-1].outcome is ConnectOutcome.TRY_AGAIN
    assert connected.job is not None
    job = world.jobs.get(world.tenant.id, connected.job, world.clock.now())
    assert job is not None
    assert job.is_done


def test_an_interrupted_try_is_known_by_the_browser(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    world.marketplace.down = {"staffer"}
    first = world.connect_all(redirect(OWNER, PLACE), None)
    assert first.should_try_again
    assert first.session is None
    world.marketplace.down = set()
    again = world.connect_all(redirect(OWNER, PLACE), first.browser)
    assert again.session is not None


def test_a_queued_location_waits_for_altegio_and_gives_up_in_the_end(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    connected = world.connect_all(redirect(OWNER, PLACE, SECOND), None)
    assert connected.job is not None
    world.marketplace.down = {"installation"}
    message = ConnectRequested(world.tenant.id, SECOND, OWNER.user_id, connected.job)
    with pytest.raises(CrmUnavailableError):
        world.connect_queued(message)
    last = ConnectRequested(world.tenant.id, SECOND, OWNER.user_id, connected.job, attempt=8)
    assert world.connect_queued(last) is ConnectOutcome.TRY_AGAIN


@pytest.mark.parametrize(
    ("email", "masked"), [("owner@example.com", "o***@example.com"), ("", ""), ("owner", ""), ("@example.com", ""), ("o@", "")]
)
def test_an_address_is_masked_but_recognisable(email: str, masked: str) -> None:
    assert masked_email(email) == masked
