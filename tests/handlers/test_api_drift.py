"""The drift report: what the last audit of each location compared and found."""

from dataclasses import replace

from comeback.domain.drift import AuditCounts, AuditRun, AuditStep, Difference, DriftKind
from comeback.domain.ids import CardId, RecordId, VisitId
from tests.api_world import FOREIGN_PLACE, MINE, NOW, PLACE, SECOND, THEIRS, ApiWorld
from tests.memory.audits import MemoryAudits

MISSED = Difference(
    DriftKind.BOOKING_DIFFERS, PLACE, NOW, "arrived", "waiting", "repaired", visit_id=VisitId(9), record_id=RecordId(8)
)  # fmt: skip
WRONG = Difference(DriftKind.BALANCE, PLACE, NOW, "3", "4", "reported", card_id=CardId("cd_" + "0" * 26))


def audited() -> ApiWorld:
    world = ApiWorld()
    audits = MemoryAudits(world.store)
    counts = AuditCounts(bookings=40, cards=12, mirrors=1, repaired=1, reported=1, missed=1)
    kinds = {"booking_differs": 1, "balance": 1}
    done = AuditRun(MINE, PLACE, NOW, AuditStep.DONE, counts=counts, kinds=kinds, finished_at=NOW)
    audits.save(MINE, done, [MISSED, WRONG])
    audits.save(MINE, AuditRun(MINE, SECOND, NOW, trouble="refused"))
    audits.save(THEIRS, AuditRun(THEIRS, FOREIGN_PLACE, NOW), [replace(WRONG, location_id=FOREIGN_PLACE)])
    return world


def test_the_report_tells_when_what_and_what_was_done() -> None:
    answer = audited().call("GET", "/api/v1/drift").json
    assert answer["audits"] == [
        {
            "location_id": PLACE, "begun_at": "2026-09-21T15:30:00Z", "finished_at": "2026-09-21T15:30:00Z", "step": "done",
            "trouble": "", "bookings": 40, "cards": 12, "mirrors": 1, "repaired": 1, "reported": 1, "missed": 1,
            "kinds": {"booking_differs": 1, "balance": 1},
        },
        {
            "location_id": SECOND, "begun_at": "2026-09-21T15:30:00Z", "finished_at": None, "step": "bookings",
            "trouble": "refused", "bookings": 0, "cards": 0, "mirrors": 0, "repaired": 0, "reported": 0, "missed": 0, "kinds": {},
        },
    ]  # fmt: skip
    assert [one["done"] for one in answer["items"]] == ["reported", "repaired"]
    assert answer["items"][1] == {
        "id": MISSED.id, "kind": "booking_differs", "location_id": PLACE, "program_id": None, "card_id": None, "visit_id": 9,
        "record_id": 8, "expected": "arrived", "found": "waiting", "done": "repaired", "noticed_at": "2026-09-21T15:30:00Z",
    }  # fmt: skip
    assert answer["next_cursor"] is None


def test_pages_follow_each_other_with_open_ones_first() -> None:
    world = audited()
    first = world.call("GET", "/api/v1/drift", query="limit=1").json
    second = world.call("GET", "/api/v1/drift", query=f"limit=1&cursor={first['next_cursor']}").json
    assert [one["kind"] for one in (*first["items"], *second["items"])] == ["balance", "booking_differs"]
    assert world.call("GET", "/api/v1/drift", query="cursor=nonsense").fields == {"cursor"}


def test_before_the_first_audit_there_is_nothing_to_tell() -> None:
    assert ApiWorld().call("GET", "/api/v1/drift").json == {"audits": [], "items": [], "next_cursor": None}
