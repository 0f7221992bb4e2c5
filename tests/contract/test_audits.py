"""The contract of ports.audits.Audits, for both implementations."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.adapters.dynamodb.audits import DynamoAudits
from comeback.domain.drift import AuditCounts, AuditRun, AuditStep, Difference, DriftKind
from comeback.domain.errors import FieldRefused
from comeback.domain.ids import LocationId, RecordId, TenantId
from comeback.ports.audits import Audits
from tests import builders
from tests.memory.audits import MemoryAudits
from tests.memory.store import Store

MINE, THEIRS = builders.TENANT, builders.OTHER_TENANT
PLACE, SECOND = builders.LA_VISAGE, LocationId(24697)
NOW = builders.FETCHED


@pytest.fixture(params=["memory", "dynamodb"])
def audits(request: pytest.FixtureRequest) -> Audits:
    return MemoryAudits(Store()) if request.param == "memory" else DynamoAudits(request.getfixturevalue("main_table"))


def a_run(location: LocationId = PLACE) -> AuditRun:
    return AuditRun(MINE, location, NOW)


def found(number: int = 1, location: LocationId = PLACE) -> Difference:
    return Difference(
        DriftKind.BOOKING_DIFFERS, location, NOW, "arrived", f"waiting {number}", "repaired", record_id=RecordId(number)
    )  # fmt: skip


WRONG = Difference(DriftKind.BALANCE, PLACE, NOW, "3", "4", "reported", builders.PROGRAM, builders.CARD)


def listed(audits: Audits, tenant: TenantId = MINE) -> list[Difference]:
    return list(audits.differences(tenant, 50, None)[0])


def test_an_audit_is_read_as_it_was_kept(audits: Audits) -> None:
    run = audits.begin(MINE, a_run())
    assert run == a_run()
    counts = AuditCounts(bookings=7, cards=3, mirrors=1, repaired=2, reported=1, missed=1)
    run = replace(
        run, step=AuditStep.CARDS, page=3, program_id=builders.PROGRAM, cursor="abc", counts=counts, kinds={"balance": 1},
        paid_seen_until=NOW, trouble="refused", finished_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    audits.save(MINE, run)
    assert audits.runs(MINE, [SECOND, PLACE]) == [run]


def test_audits_come_by_location_and_to_their_tenant_only(audits: Audits) -> None:
    for location in (SECOND, PLACE):
        audits.begin(MINE, a_run(location))
    audits.save(MINE, a_run(), [found()])
    assert [run.location_id for run in audits.runs(MINE, [SECOND, PLACE])] == [PLACE, SECOND]
    assert audits.runs(THEIRS, [PLACE]) == []
    assert listed(audits, THEIRS) == []


def test_open_differences_come_first_and_each_is_listed_once(audits: Audits) -> None:
    audits.begin(MINE, a_run())
    audits.save(MINE, a_run(), [found(1), found(2)])
    audits.save(MINE, a_run(), [found(1), WRONG])
    assert listed(audits)[0] == WRONG
    assert sorted(one.found for one in listed(audits)[1:]) == ["waiting 1", "waiting 2"]


def test_a_new_audit_forgets_the_differences_of_its_location_and_knows_what_was_sent(audits: Audits) -> None:
    audits.save(MINE, a_run(), [found(), replace(found(2), done="reported"), WRONG])
    audits.save(MINE, a_run(SECOND), [found(3, SECOND)])
    run = audits.begin(MINE, a_run())
    assert run.sent_before == tuple(sorted([found().id, found(2).id]))
    assert listed(audits) == [found(3, SECOND)]
    assert audits.runs(MINE, [PLACE]) == [run]


def test_pages_follow_each_other(audits: Audits) -> None:
    audits.save(MINE, a_run(), [found(number) for number in range(5)])
    first, cursor = audits.differences(MINE, 3, None)
    second, end = audits.differences(MINE, 3, cursor)
    assert (len(first), len(second), end) == (3, 2, None)
    assert {one.record_id for one in (*first, *second)} == set(range(5))
    with pytest.raises(FieldRefused):
        audits.differences(MINE, 3, "nonsense")
