"""What a person or key has changed is noted in the audit trail."""

from dataclasses import dataclass

from comeback.domain.ids import TenantId, TrailId
from comeback.domain.ledger import Actor
from comeback.domain.trail import Fields, TrailRecord
from comeback.ports.system import Clock, Ids
from comeback.ports.trail import Trail


@dataclass(frozen=True, slots=True)
class NoteChange:
    """Asked right after the change, so that what was refused leaves nothing."""

    trail: Trail
    clock: Clock
    ids: Ids

    def __call__(self, tenant: TenantId, actor: Actor, action: str, subject: str, details: Fields) -> None:
        """One record; `details` are nothing personal."""
        self.trail.note(tenant, TrailRecord(TrailId(self.ids.new("tr")), self.clock.now(), actor, action, subject, details))
