"""An event about a client: keep name and card in step with Altegio."""

from dataclasses import dataclass, replace
from enum import StrEnum

from comeback.domain.connection import Connection
from comeback.domain.ids import CustomerId
from comeback.domain.program import Program
from comeback.messages import ClientChanged
from comeback.ports.connections import Connections
from comeback.ports.crm import Crm, CrmClient, CrmGoneError, Lane
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.programs import Programs
from comeback.usecases.identify_client import IdentifyClient
from comeback.usecases.issue_card import IssueCard, fed_programs
from comeback.usecases.note_event import note_event
from comeback.usecases.tell_mirrors import TellMirrors


class ClientOutcome(StrEnum):
    """What came of an event about a client."""

    NOT_CONNECTED = "not_connected"
    GONE = "gone"
    NO_CARD_HOLDER = "no_card_holder"
    IN_STEP = "in_step"


@dataclass(frozen=True, slots=True)
class UpdateClient:
    """Silent: a card may come into being, a message to the person never does."""

    directory: Directory
    programs: Programs
    customers: Customers
    crm: Crm
    identify_client: IdentifyClient
    issue_card: IssueCard
    connections: Connections
    tell_mirrors: TellMirrors

    def __call__(self, message: ClientChanged) -> ClientOutcome:
        """Read the client and take over what the settings let Altegio decide. Raises CrmError."""
        known = self.directory.resolve(message.location_id, message.client_id, None)
        connection = known.connection
        if connection is None or not connection.is_live or connection.tenant_id != message.tenant_id:
            return ClientOutcome.NOT_CONNECTED
        note_event(self.connections, connection, message.source, message.received_at)
        outcome = self._keep_in_step(connection, known.customer_id, message)
        if outcome is ClientOutcome.IN_STEP:
            self.tell_mirrors.of_client(connection, message)
        return outcome

    def _keep_in_step(self, connection: Connection, known: CustomerId | None, message: ClientChanged) -> ClientOutcome:
        profile = self.customers.profile(connection.tenant_id, known) if known else None
        fed = fed_programs(self.programs, connection)
        # Altegio tells of a client with every visit, because counters change; while the person does not, nobody is asked.
        if profile is not None and message.likeness == profile.likeness:
            return self._enrol(connection, fed, profile.id)
        try:
            client = self.crm.client(connection, message.client_id, Lane.LIVE)
        except CrmGoneError:
            return ClientOutcome.GONE
        customer = known or self.identify_client(connection, client)
        if customer is None:
            return ClientOutcome.NO_CARD_HOLDER
        self._take_over(connection, fed, customer, client)
        return self._enrol(connection, fed, customer)

    def _enrol(self, connection: Connection, fed: list[Program], customer: CustomerId) -> ClientOutcome:
        for program in fed:
            row = program.rows[connection.location_id][-1]
            if row.settings.enrol_new_crm_clients:
                self.issue_card(connection.tenant_id, program, customer)
        return ClientOutcome.IN_STEP

    def _take_over(self, connection: Connection, fed: list[Program], customer: CustomerId, client: CrmClient) -> None:
        """Altegio's value wins where the owner said so; an empty value never overwrites (loyalty-domain.md §5.2)."""
        profile = self.customers.profile(connection.tenant_id, customer)
        if profile is None or not any(p.rows[connection.location_id][-1].settings.crm_profile_wins for p in fed):
            return
        updated = replace(
            profile,
            name=client.name or profile.name,
            email=client.email or profile.email,
            birthday=client.birthday or profile.birthday,
        )
        if updated != profile:
            self.customers.save_profile(connection.tenant_id, updated)
