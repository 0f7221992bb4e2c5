"""What a location sends us: planned, written when the owner says so, read back; and a new secret by the same way."""

from datetime import timedelta

import pytest

from comeback.domain.attention import AttentionKind
from comeback.domain.connection import ConnectionStatus, HookSecret
from comeback.domain.errors import NotFound, RightNeeded, StateConflicted
from comeback.domain.ids import LocationId
from comeback.domain.webhook_settings import MOST_ADDRESSES, WANTED, OtherReceiver, Receiver
from comeback.ports.crm import CrmError, CrmUnavailableError
from comeback.ports.crm_writes import CrmUncertainError
from comeback.usecases.sign_in import digest_of
from comeback.usecases.webhook_settings import ReadWebhookSettings, View, Wish, WriteWebhookSettings
from tests.memory.attention import MemoryAttention
from tests.memory.webhook_desk import MemoryWebhookDesk
from tests.unit.connecting import BASE, OWNER, PLACE, World

STANDARD = frozenset({"client", "record", "goods_operations_sale", "finances_operation", "service"})
OTHER = Receiver("https://other-vendor.example/hook?key=secret", frozenset({"record"}), frozenset({"active", "self_sending"}))


class Desk:
    """La Visage is connected, and Altegio sends us what an activation registers."""

    def __init__(self) -> None:
        self.world = World()
        self.world.marketplace.pending(PLACE, u7=True)
        self.world.connect(OWNER, PLACE, "b")
        (self.url,) = self.world.marketplace.webhooks[PLACE]
        self.altegio, self.attention = MemoryWebhookDesk(), MemoryAttention(self.world.store)
        self.altegio.receivers[PLACE] = [Receiver(self.url, STANDARD)]
        world = self.world
        self.read = ReadWebhookSettings(world.connections, lambda: self.altegio, self.attention, world.clock, BASE)
        self.write = WriteWebhookSettings(self.read, world.ids)

    def plan(self) -> View:
        self.altegio.reads = 0
        return self.read(self.world.tenant.id, PLACE)

    def apply(self, **wish: object) -> View:
        self.altegio.reads = 0
        return self.write(self.world.tenant.id, PLACE, Wish(**wish))  # type: ignore[arg-type]

    def rotate(self, **wish: object) -> View:
        return self.apply(rotate=True, **wish)

    @property
    def receivers(self) -> list[Receiver]:
        return self.altegio.receivers[PLACE]

    @property
    def secrets(self) -> tuple[HookSecret, ...]:
        return self.world.held().hook_secrets

    def opens(self, url: str) -> bool:
        """Whether an address of ours is let in now."""
        return self.read.address(self.world.held()).digest_in(Receiver(url, frozenset())) is not None


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_plan_says_what_would_be_switched_on_and_changes_nothing(desk: Desk) -> None:
    plan = desk.plan().plan
    assert (plan.is_needed, plan.is_possible, plan.adds_address) == (True, True, False)
    assert (plan.switches_on, plan.others) == (("loyalty_card",), ())
    assert desk.receivers == [Receiver(desk.url, STANDARD)]


def test_it_is_written_and_read_back(desk: Desk) -> None:
    after = desk.apply()
    assert desk.receivers == [Receiver(desk.url, STANDARD | WANTED)]
    assert not after.plan.is_needed
    assert len(desk.secrets) == 1
    writes = desk.receivers
    desk.apply()
    assert desk.receivers is writes


def test_another_vendors_address_stays_with_all_that_it_got_and_is_told_by_its_host_only(desk: Desk) -> None:
    desk.receivers.append(OTHER)
    (other,) = desk.plan().plan.others
    assert other == OtherReceiver(
        "other-vendor.example", ("record",),
        ("service", "client", "loyalty_card", "goods_operations_sale", "finances_operation"),
    )  # fmt: skip
    with pytest.raises(StateConflicted, match=r"other-vendor\.example"):
        desk.apply()
    desk.apply(accept_others=True)
    assert {one.url for one in desk.receivers} == {desk.url, OTHER.url}
    assert all(one.events == STANDARD | WANTED and "self_sending" in one.switches for one in desk.receivers)


def test_an_address_that_was_off_is_told_to_be_switched_on(desk: Desk) -> None:
    desk.receivers.append(Receiver("nonsense", STANDARD | WANTED, frozenset()))
    (other,) = desk.plan().plan.others
    assert (other.host, other.gains) == ("unknown", ("active",))


@pytest.mark.parametrize(
    "url", ["https://vendor.example", "http://user:key@vendor.example:8443/hook", "https://vendor.example?key=theirs"]
)
def test_a_host_is_told_without_anything_that_may_be_secret(url: str) -> None:
    assert Receiver(url, STANDARD).host == "vendor.example"


def test_ten_other_addresses_leave_no_room(desk: Desk) -> None:
    desk.altegio.receivers[PLACE] = [Receiver(f"https://vendor{n}.example/h", STANDARD) for n in range(MOST_ADDRESSES)]
    assert not desk.plan().plan.is_possible
    with pytest.raises(StateConflicted, match="ten others"):
        desk.apply(accept_others=True)


def test_what_changed_since_the_owner_looked_is_looked_at_again(desk: Desk) -> None:
    seen = desk.plan().settings.version
    desk.receivers.append(OTHER)
    with pytest.raises(StateConflicted, match="not as you have seen"):
        desk.apply(version=seen, accept_others=True)
    desk.apply(version=desk.plan().settings.version, accept_others=True)


def test_what_changes_right_before_the_write_stops_it(desk: Desk) -> None:
    desk.altegio.between = lambda: desk.receivers.append(OTHER)
    with pytest.raises(StateConflicted, match="at this moment"):
        desk.rotate()
    assert desk.receivers == [Receiver(desk.url, STANDARD), OTHER]
    assert len(desk.secrets) == 1


def test_what_does_not_stay_as_it_was_written_is_told(desk: Desk) -> None:
    desk.altegio.after_write = lambda: desk.altegio.receivers.update({PLACE: [OTHER]})
    with pytest.raises(StateConflicted, match="shows others"):
        desk.apply()


def test_an_address_of_ours_that_went_missing_is_made_anew(desk: Desk) -> None:
    desk.altegio.receivers[PLACE] = [OTHER]
    plan = desk.plan().plan
    assert (plan.adds_address, plan.urls[-1]) == (True, f"{BASE}/altegio/hooks/{PLACE}/…")
    desk.apply(accept_others=True)
    assert desk.opens(desk.receivers[-1].url)
    assert not desk.plan().plan.is_needed


def test_a_new_secret_takes_over_and_the_old_one_works_for_a_day(desk: Desk) -> None:
    desk.rotate()
    (ours,) = desk.receivers
    assert ours.url != desk.url
    assert ours.events == STANDARD | WANTED
    assert (desk.opens(ours.url), desk.opens(desk.url)) == (True, True)
    assert [one.valid_until for one in desk.secrets] == [None, desk.world.clock.now() + timedelta(hours=24)]
    desk.world.clock.pass_by(timedelta(hours=24))
    assert (desk.opens(ours.url), desk.opens(desk.url)) == (True, False)


def test_a_second_new_secret_leaves_the_end_of_the_first_as_it_was(desk: Desk) -> None:
    desk.rotate()
    desk.world.clock.pass_by(timedelta(hours=1))
    desk.rotate()
    now = desk.world.clock.now()
    assert [one.valid_until for one in desk.secrets] == [None, now + timedelta(hours=24), now + timedelta(hours=23)]


def test_others_are_asked_for_before_a_secret_is_replaced(desk: Desk) -> None:
    desk.receivers.append(OTHER)
    with pytest.raises(StateConflicted, match="Others listen"):
        desk.rotate()
    assert len(desk.secrets) == 1
    desk.rotate(accept_others=True)
    assert {one.host for one in desk.receivers} == {"other-vendor.example", "comeback.example"}


@pytest.mark.parametrize(("answer", "error"), [("rejected", CrmError), ("unsent", CrmUnavailableError), ("refused", RightNeeded)])
def test_a_write_that_surely_was_not_done_leaves_the_old_secret_alone(desk: Desk, answer: str, error: type[Exception]) -> None:
    desk.altegio.answer = answer
    desk.altegio.refused = {"write"} if answer == "refused" else set()
    for wish in ({"rotate": True}, {}):
        with pytest.raises(error):
            desk.apply(**wish)
    assert [one.digest for one in desk.secrets] == [digest_of(desk.url.rpartition("/")[2])]
    assert desk.world.store.attention == {}


def test_an_answer_that_got_lost_is_found_by_reading_back(desk: Desk) -> None:
    desk.altegio.answer = "lost"
    desk.rotate()
    assert desk.opens(desk.receivers[0].url)
    assert desk.secrets[1].valid_until is not None


def test_of_an_unknown_end_both_secrets_work_until_the_settings_tell(desk: Desk) -> None:
    desk.altegio.answer = "unknown"
    with pytest.raises(CrmUncertainError):
        desk.rotate()
    assert [one.valid_until for one in desk.secrets] == [None, None]
    (item,) = desk.world.store.attention.values()
    assert (item.kind, item.location_id) == (AttentionKind.UNCERTAIN_WRITE, PLACE)
    desk.plan()
    assert [one.valid_until is None for one in desk.secrets] == [True, False]
    assert desk.opens(desk.url)
    assert desk.world.store.attention == {}


def test_while_nothing_can_be_read_back_the_end_is_unknown(desk: Desk) -> None:
    desk.altegio.after_write = lambda: desk.altegio.down.add("read")
    with pytest.raises(CrmUncertainError):
        desk.rotate()
    desk.altegio.down.clear()
    assert desk.opens(desk.receivers[0].url)
    desk.altegio.answer = "lost"
    with pytest.raises(CrmUncertainError):
        desk.rotate()
    desk.altegio.down.clear()
    assert desk.opens(desk.receivers[0].url)


def test_a_right_that_is_missing_is_named(desk: Desk) -> None:
    desk.altegio.refused = {"read"}
    with pytest.raises(RightNeeded) as refusal:
        desk.plan()
    assert refusal.value.slug == "webhook_read_access"


def test_only_a_live_location_of_ones_own_is_looked_at(desk: Desk) -> None:
    tenant = desk.world.tenant.id
    with pytest.raises(NotFound):
        desk.read(tenant, LocationId(1))
    desk.world.connections.set_status(tenant, PLACE, ConnectionStatus.FROZEN)
    with pytest.raises(StateConflicted, match="frozen"):
        desk.plan()
    assert desk.altegio.reads == 0
