"""The audit trail: what persons, keys and jobs changed. Entries of the ledger are their own trail and not repeated here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from comeback.domain.ids import TrailId
from comeback.domain.ledger import Actor


@dataclass(frozen=True, slots=True)
class TrailRecord:
    """`action` is `<thing>.<past tense>` (`program.changed`), `subject` the id of the thing. `details`: what changed, in
    texts and numbers; nothing personal, as a record outlives the person.
    """

    id: TrailId
    at: datetime
    actor: Actor
    action: str
    subject: str
    details: Mapping[str, str | int] = field(default_factory=dict)
