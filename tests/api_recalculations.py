"""What the world of the REST API needs to preview settings and to recalculate."""

from typing import TYPE_CHECKING

from comeback.usecases.preview_settings import PreviewSettings
from comeback.usecases.rebook_card import RebookCard
from comeback.usecases.recalculate_page import RecalculatePage
from comeback.usecases.start_recalculation import CommitRecalculation, FollowRecalculation, StartRecalculation
from comeback.web.api.recalculation_routes import RecalculationCalls
from tests.memory.recalculations import MemoryRecalculations

if TYPE_CHECKING:
    from tests.api_world import ApiWorld


def recalculation_calls(world: "ApiWorld") -> RecalculationCalls:
    """Over the world's memory; the jobs are its own."""
    programs, jobs, queue, clock = world.programs, world.recalculations, world.sync_queue, world.clock
    return RecalculationCalls(
        preview=PreviewSettings(programs, world.connections, world.customers, world.ledger, clock),
        start=StartRecalculation(programs, jobs, queue, clock, world.ids),
        commit=CommitRecalculation(programs, jobs, queue, clock),
        follow=FollowRecalculation(jobs, clock),
    )


def page_worker(world: "ApiWorld") -> RecalculatePage:
    """What stands behind the queue."""
    assert isinstance(world.recalculations, MemoryRecalculations)
    rebook = RebookCard(world.ledger, world.recalculations, world.clock, world.ids, pause=lambda: None)
    return RecalculatePage(
        world.programs, world.customers, world.ledger, world.recalculations, rebook, world.sync_queue, world.clock
    )  # fmt: skip
