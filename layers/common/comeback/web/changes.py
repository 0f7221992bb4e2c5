"""What the audit trail is told of a request: declared in the tables of routes, noted where all their requests pass.

Use cases know neither doors nor their callers, and an entry of the ledger names its actor itself; so the doors note the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from comeback.domain.ids import CardId, ProgramId, is_id
from comeback.domain.trail import Fields, differences, fields_of

if TYPE_CHECKING:
    from comeback.domain.ids import TenantId
    from comeback.domain.ledger import Actor
    from comeback.ports.programs import Programs
    from comeback.usecases.note_change import NoteChange
    from comeback.usecases.read_cards import ReadCard

Path = Mapping[str, str]
"""The ids of a request's address by name."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a route changes. `action`: as in the record. `subject`: the id of the address that the record is about, unless it
    is that of a new thing or the last one. `state` reads the thing before and after: what differs is noted, and if nothing
    does, nothing. `told`: fields of the request that are noted too, none of them personal.
    """

    action: str
    subject: str = ""
    state: Callable[[TenantId, Path], Fields] | None = None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A request that was carried out. `made`: the id of a new thing; `told`: as its `Change` asks."""

    actor: Actor
    made: str = ""
    told: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Witness:
    """Carries requests out and notes what they changed."""

    note: NoteChange

    def __call__[A](
        self, change: Change, tenant: TenantId, path: Path, act: Callable[[], A], done: Callable[[A], Done | None]
    ) -> A:
        """What `act` answers; what it raises leaves no record, nor does an answer of which `done` says that it did nothing."""
        before = change.state(tenant, path) if change.state else {}
        answer = act()
        seen = done(answer)
        changed = differences(before, change.state(tenant, path)) if change.state else {}
        if seen is not None and (changed or not change.state):
            subject = path.get(change.subject) or seen.made or list(path.values())[-1]
            others = {name: value for name, value in path.items() if value != subject and name != "tenant_id"}
            self.note(tenant, seen.actor, change.action, subject, {**others, **seen.told, **changed})
        return answer


def program_state(programs: Programs) -> Callable[[TenantId, Path], Fields]:
    """The fields of the address's program with its settings; one that is not there is refused by the route itself."""

    def state(tenant: TenantId, path: Path) -> Fields:
        named = path["program_id"]
        program = programs.get(tenant, ProgramId(named)) if is_id("pr", named) else None
        return fields_of(program) if program else {}

    return state


def card_state(read_card: ReadCard) -> Callable[[TenantId, Path], Fields]:
    """Whether the address's card is blocked; why may be personal."""

    def state(tenant: TenantId, path: Path) -> Fields:
        named = path["card_id"]
        return {"status": read_card(tenant, CardId(named)).status.value} if is_id("cd", named) else {}

    return state
