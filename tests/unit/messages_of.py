"""Messages of the accrual queue with few words."""

from dataclasses import replace
from typing import Any

from comeback.domain.ids import RecordId
from comeback.messages import VisitChanged
from tests.builders import LA_VISAGE, TENANT
from tests.engine_world import EngineWorld


def visit_changed(world: EngineWorld, record: RecordId | None, **changes: Any) -> VisitChanged:
    """Heard of just now, without any hint but those given."""
    bare = VisitChanged(TENANT, LA_VISAGE, record, None, None, None, world.clock.now().isoformat(), "webhook")
    return replace(bare, **changes)
