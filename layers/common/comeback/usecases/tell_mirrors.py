"""Every event of a client may have changed a balance that Altegio owns (loyalty-domain.md §2.1)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from comeback.domain.connection import Connection
from comeback.domain.ids import ProgramId, TenantId
from comeback.domain.mirror import MIRRORED
from comeback.messages import ClientChanged, MirrorDue, VisitChanged
from comeback.ports.programs import Programs
from comeback.ports.queues import AccrualQueue


@dataclass(frozen=True, slots=True)
class TellMirrors:
    """A program's type never changes, so it is looked up once: a location without mirrors costs nothing. A message of its own,
    because loyalty that cannot be read must not hold up stamps.
    """

    programs: Programs
    queue: AccrualQueue
    known: dict[ProgramId, bool] = field(default_factory=dict)

    def of_visit(self, connection: Connection, message: VisitChanged) -> None:
        """After the visit was booked, so that its client is somebody to us. Raises QueueUnavailableError."""
        due = MirrorDue(
            message.tenant_id, message.received_at, message.source, message.location_id, message.client_id,
            message.record_id, message.visit_id,
        )  # fmt: skip
        self._send(due, connection.program_ids)

    def of_client(self, connection: Connection, message: ClientChanged) -> None:
        """After the client was taken over. Raises QueueUnavailableError."""
        due = MirrorDue(message.tenant_id, message.received_at, message.source, message.location_id, message.client_id)
        self._send(due, connection.program_ids)

    def _send(self, due: MirrorDue, programs: Sequence[ProgramId]) -> None:
        if any(self._is_mirrored(due.tenant_id, program) for program in programs):
            self.queue.send(due)

    def _is_mirrored(self, tenant: TenantId, program: ProgramId) -> bool:
        if program not in self.known:
            stored = self.programs.get(tenant, program)
            self.known[program] = stored is not None and stored.type in MIRRORED
        return self.known[program]
