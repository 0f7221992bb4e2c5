"""Records of the main table's stream as changes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from comeback.adapters.dynamodb.wire import Item, from_wire
from comeback.domain.ids import CardId, CustomerId, ProgramId, TenantId
from comeback.domain.mirror import MIRRORED
from comeback.domain.program import ProgramStatus
from comeback.messages import CardChanged, ProgramPublished
from comeback.usecases.relay_changes import Change, DayHeld, HeadMoved

if TYPE_CHECKING:
    from collections.abc import Mapping


def change_of(record: Mapping[str, Any]) -> Change | None:
    """The change of a stream record in Lambda's form; None for one that concerns nobody."""
    images = record["dynamodb"]
    new, old = (from_wire(images.get(name, {})) for name in ("NewImage", "OldImage"))
    match new.get("kind"):
        case "head":
            return HeadMoved(_card_changed(new), int(old.get("mark", 0)), new.get("type") in MIRRORED)
        case "day" if new.get("due_sk") and new.get("due_sk") != old.get("due_sk"):
            tenant, customer = str(new["pk"]).removeprefix("T#").split("#CU#")
            until = datetime.fromisoformat(str(new["due_sk"]).split("#", 1)[0])
            day = str(new["sk"]).removeprefix("DAY#")
            return DayHeld(TenantId(tenant), CustomerId(customer), day, until)
        case "program" if new["status"] == ProgramStatus.ACTIVE:
            # A save of an active program is rare, and telling Google the same again is harmless.
            tenant, program = str(new["pk"]).removeprefix("T#"), str(new["sk"]).removeprefix("PROGRAM#")
            return ProgramPublished(TenantId(tenant), ProgramId(program))
        case _:
            return None


def _card_changed(head: Item) -> CardChanged:
    return CardChanged(
        TenantId(head["tenant_id"]), CustomerId(head["customer_id"]), ProgramId(head["program_id"]),
        CardId(head["card_id"]), int(head["mark"]),
    )  # fmt: skip
