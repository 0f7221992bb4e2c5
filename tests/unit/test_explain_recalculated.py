"""An explanation says when later settings judge a visit, and which recalculation decided so."""

from comeback.domain.settings import CardSettings, Completed
from comeback.usecases.explain_visit import ExplainVisit
from comeback.usecases.explanation import ProgramExplained
from tests.builders import LA_VISAGE, TENANT
from tests.recalculation_world import RecalculationWorld
from tests.said import said


def explained(world: RecalculationWorld) -> ProgramExplained:
    (record,) = world.desk.records
    explain = ExplainVisit(world.connections, world.directory, world.ledger)
    (told,) = explain(TENANT, LA_VISAGE, world.desk.visit_of(record)).programs
    return told


def test_a_recalculated_visit_is_explained_by_the_later_settings_and_says_so() -> None:
    world = RecalculationWorld()
    world.visit(world.desk.add_client())
    world.hear()
    world.change_settings(CardSettings(accrual_rule=Completed(2)))
    before = explained(world)
    assert (before.settings_version, before.target, before.retroaction) == (1, 1, None)
    assert said(before.summary) == "1 stamp: the visit was attended and paid in full."

    job = world.book(world.preview())
    after = explained(world)
    assert (after.settings_version, after.target, after.granted, len(after.entries)) == (2, 2, 2, 2)
    assert after.retroaction == job.retroaction
    assert said(after.summary[:1]) == "2 stamps: the visit was attended and paid in full."
    assert after.summary[1].id == "explain.recalculated"
    assert after.summary[1].values["moment"] == job.as_of
