"""A synchronisation that asks for the past: Jane has come before she had a card."""

from collections.abc import Callable
from datetime import date
from typing import Any

from comeback.domain.ids import ClientId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.program import Program
from comeback.domain.settings import CardSettings
from comeback.domain.sync import SyncWish
from comeback.messages import PastCardsDue
from tests.builders import LA_VISAGE, TENANT
from tests.memory.ledger import MemoryLedger
from tests.sync_world import SyncWorld

SINCE = date(2026, 9, 1)
BACKFILL = SyncWish(backfill_from=SINCE)
PREVIEW = SyncWish(preview=True, backfill_from=SINCE)
JANE, JOE = ClientId(1), ClientId(2)


def a_past(*days: int, of: Program | None = None, settings: CardSettings | None = None) -> SyncWorld:
    """Jane has come on these days of September; nobody has a card yet, and no event was ever heard."""
    world = SyncWorld(settings, of)
    world.client(JANE)
    for day in days:
        world.visit(JANE, day=f"2026-09-{day:02d}")
    world.desk.happened.clear()
    return world


def phone(client: ClientId = JANE) -> str:
    return f"+1315555{client:04d}"


def imports(world: SyncWorld, client: ClientId = JANE) -> list[Entry]:
    return [entry for entry in world.entries(phone(client)) if entry.kind is EntryKind.IMPORT]


def balance(world: SyncWorld, client: ClientId = JANE) -> int:
    return world.balance(phone(client))


class Interrupted(MemoryLedger):
    """Something happens before each commit."""

    def __init__(self, world: SyncWorld, before: Callable[[], object]) -> None:
        super().__init__(world.store)
        self._before = before

    def commit(self, *args: Any, **more: Any) -> None:
        self._before()
        super().commit(*args, **more)


def to_the_cards(world: SyncWorld, wish: SyncWish = BACKFILL) -> PastCardsDue:
    """All that comes before the first page of cards."""
    world.start(TENANT, LA_VISAGE, wish)
    while not isinstance(message := world.pages.sent.pop(0), PastCardsDue):
        world.do(message)
    return message
