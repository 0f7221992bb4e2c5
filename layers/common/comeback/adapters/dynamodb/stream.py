"""Records of the main table's stream as changes."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from comeback.adapters.dynamodb.wire import Item, from_wire
from comeback.domain.card import CardOrigin
from comeback.domain.ids import CardId, CustomerId, ProgramId, TenantId
from comeback.domain.mirror import MIRRORED
from comeback.domain.program import ProgramStatus, ProgramType
from comeback.messages import CardChanged, CardsDue, ProgramPublished
from comeback.usecases.relay_changes import CardInstalled, Change, DayHeld, HeadMoved, ProgramSaved

if TYPE_CHECKING:
    from collections.abc import Mapping


def change_of(record: Mapping[str, Any]) -> Change | None:
    """The change of a stream record in Lambda's form; None for one that concerns nobody."""
    images = record["dynamodb"]
    new, old = (from_wire(images.get(name, {})) for name in ("NewImage", "OldImage"))
    match new.get("kind"):
        case "head" if new.get("look_mark") == new["mark"]:
            # Many cards at once: who has raised the mark tells the wallets, apart from what is urgent.
            return None
        case "head":
            mirrored, before = new.get("type") in MIRRORED, int(old.get("mark", 0))
            return HeadMoved(_card_changed(new), before, mirrored, _is_to_note(new, old), _looks_back(new, old))
        case "day" if new.get("due_sk") and new.get("due_sk") != old.get("due_sk"):
            tenant, customer = str(new["pk"]).removeprefix("T#").split("#CU#")
            until = datetime.fromisoformat(str(new["due_sk"]).split("#", 1)[0])
            day = str(new["sk"]).removeprefix("DAY#")
            return DayHeld(TenantId(tenant), CustomerId(customer), day, until)
        case "program" if new["status"] == ProgramStatus.ACTIVE:
            # A save of an active program is rare, and telling Google the same again is harmless.
            tenant, program = str(new["pk"]).removeprefix("T#"), str(new["sk"]).removeprefix("PROGRAM#")
            published = ProgramPublished(TenantId(tenant), ProgramId(program))
            return ProgramSaved(published, _review(published, new, old))
        case _:
            return _installed(new, old)


def _installed(new: Item, old: Item) -> CardInstalled | None:
    """A phone that has registered or is gone, a callback of Google's that tells something new."""
    row = new or old
    match row.get("kind"):
        case "registration" if not (new and old):
            return CardInstalled(TenantId(row["tenant_id"]), CardId(row["card_id"]))
        case "google" if new and new["state"] != old.get("state"):
            return CardInstalled(None, CardId(str(new["pk"]).removeprefix("CARD#")))
        case _:
            return None


def _is_to_note(new: Item, old: Item) -> bool:
    """Whether Altegio's note of the card says something else now. Of cards that somebody asked for it is told when their client
    is found; a synchronisation writes nothing to Altegio.
    """
    if not old:
        return bool(new.get("origin") == CardOrigin.CRM)
    return bool(new.get("status") != old.get("status"))


def _looks_back(new: Item, old: Item) -> bool:
    """A new stamp card that nobody asked for: whoever asks for one is looked up anyway, and a synchronisation reads pages."""
    return not old and new.get("type") == ProgramType.STAMP and new.get("origin") == CardOrigin.CRM


def _review(published: ProgramPublished, new: Item, old: Item) -> CardsDue | None:
    """Whether cards may come to life again, end earlier, look back further, or have something to catch up with."""
    if not old:
        return None
    now, before = (json.loads(program["program"]) for program in (new, old))
    again = old.get("status") == ProgramStatus.PAUSED
    # What was changed during a pause is caught up with at its end.
    further = now["lookback_days"] > before["lookback_days"] or bool(again and now.get("past_lookbacks"))
    if again or further or now["validity"] != before["validity"]:
        return CardsDue(published.tenant_id, published.program_id, again, further)
    return None


def _card_changed(head: Item) -> CardChanged:
    return CardChanged(
        TenantId(head["tenant_id"]), CustomerId(head["customer_id"]), ProgramId(head["program_id"]),
        CardId(head["card_id"]), int(head["mark"]),
    )  # fmt: skip
