"""What the audit finds at cards: heads that differ from their entries, and mirrors nobody told us of."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.drift import DriftKind
from comeback.ports.ledger import Standing
from tests.audit_world import Auditor, head_of, paid_last_week, tamper
from tests.builders import TENANT
from tests.mirror_world import CASHBACK, MirrorWorld


@pytest.mark.parametrize(
    ("changes", "kind", "expected", "found"),
    [
        ({"balance": 5}, DriftKind.BALANCE, "1", "5"),
        ({"lifetime_earned": 0}, DriftKind.LIFETIME_EARNED, "1", "0"),
        ({"held": 2}, DriftKind.HELD, "0", "2"),
        ({"seq": 2}, DriftKind.SEQUENCE, "1 to 2", "1"),
    ],
)
def test_a_head_that_differs_from_its_entries_is_reported_and_left_alone(
    changes: dict[str, object], kind: DriftKind, expected: str, found: str
) -> None:
    world, audit, _ = paid_last_week()
    tamper(world, **changes)
    before = head_of(world)
    assert audit().drift == {"repaired": 0, "reported": 1}
    (one,) = audit.drift()
    assert (one.kind, one.expected, one.found, one.done, one.card_id) == (kind, expected, found, "reported", before.id)
    assert head_of(world) == before
    (item,) = world.store.attention.values()
    assert item.facts["reported"] == 1
    assert audit.run().kinds == {kind.value: 1}


def test_a_card_that_is_written_to_while_it_is_read_is_looked_at_again() -> None:
    world, audit, _ = paid_last_week()
    right = head_of(world)
    tamper(world, balance=7)
    read = world.ledger.days_of

    def mended(*about: object) -> object:
        world.store.cards[right.ref] = replace(right, mark=right.mark + 1000)
        return read(*about)  # type: ignore[arg-type]

    world.ledger.days_of = mended  # type: ignore[method-assign, assignment]
    assert audit().drift["reported"] == 0


def test_a_card_that_never_comes_to_rest_is_left_for_another_night() -> None:
    world, audit, _ = paid_last_week()
    read = world.ledger.days_of

    def busy(*about: object) -> object:
        tamper(world, balance=7, mark=head_of(world).mark + 1000)
        return read(*about)  # type: ignore[arg-type]

    tamper(world, balance=7)
    world.ledger.days_of = busy  # type: ignore[method-assign, assignment]
    assert audit().drift["reported"] == 0


def test_a_card_that_goes_away_while_it_is_read_is_no_drift() -> None:
    world, audit, _ = paid_last_week()
    tamper(world, balance=7)
    world.ledger.standing = lambda *_: Standing((), ())  # type: ignore[method-assign]
    assert audit().drift["reported"] == 0


def test_an_erased_card_keeps_only_its_entries_to_be_folded() -> None:
    world, audit, _ = paid_last_week()
    tamper(world, status=CardStatus.ERASED)
    world.store.days.clear()
    world.desk.records.clear()
    assert audit().drift == {"repaired": 0, "reported": 0}


def test_a_mirror_that_nothing_told_us_of_is_read_again() -> None:
    world = MirrorWorld()
    world.give_card(5000)
    world.meet_jane()
    audit = Auditor(world)
    report = audit()
    assert (report.mirrors, report.drift["repaired"]) == (1, 0)
    world.change_card(6000)
    world.clock.pass_by(timedelta(hours=1))
    assert audit().drift["repaired"] == 1
    assert world.head().balance == 6000
    (one,) = audit.drift()
    assert (one.kind, one.expected, one.found) == (DriftKind.MIRROR, "6000", "5000")
    assert world.store.attention == {}
    assert audit().drift["repaired"] == 0


def test_a_mirror_of_somebody_whom_altegio_does_not_know_is_left_alone() -> None:
    world = MirrorWorld()
    world.give_card(5000)
    world.meet_jane()
    profile = world.store.profiles[TENANT, world.head().customer_id]
    world.store.profiles[TENANT, world.head().customer_id] = replace(profile, clients=())
    assert Auditor(world)().drift["repaired"] == 0
    del world.store.profiles[TENANT, world.head().customer_id]
    assert Auditor(world)().mirrors == 1


def test_a_mirror_that_was_never_read_is_read() -> None:
    world = MirrorWorld(settings=CASHBACK)
    world.give_card(5000)
    world.meet_jane()
    world.store.mirrors.clear()
    audit = Auditor(world)
    audit()
    assert [one.found for one in audit.drift()] == ["never read"]
