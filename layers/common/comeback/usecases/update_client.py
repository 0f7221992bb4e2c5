"""An event about a client: keep phone, profile and card in step with Altegio."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from comeback.domain.connection import Connection
from comeback.domain.customer import Profile
from comeback.domain.ids import CustomerId
from comeback.domain.program import Program
from comeback.messages import ClientChanged
from comeback.ports.connections import Connections
from comeback.ports.crm import Crm, CrmGoneError, Lane
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.programs import Programs
from comeback.usecases.follow_client import FollowClient, Followed
from comeback.usecases.identify_client import IdentifyClient
from comeback.usecases.issue_card import IssueCard, fed_programs
from comeback.usecases.lose_client import LoseClient, is_emptied
from comeback.usecases.note_event import note_event
from comeback.usecases.note_masked import NoteMasked
from comeback.usecases.take_over_profile import TakeOverProfile
from comeback.usecases.tell_mirrors import TellMirrors


class ClientOutcome(StrEnum):
    """What came of an event about a client."""

    NOT_CONNECTED = "not_connected"
    GONE = "gone"
    NO_CARD_HOLDER = "no_card_holder"
    IN_STEP = "in_step"


@dataclass(frozen=True, slots=True)
class KeepInStep:
    """What a client's read, or their absence, does to the customer."""

    follow: FollowClient
    lose: LoseClient
    take_over: TakeOverProfile


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
    keep: KeepInStep
    note_masked: NoteMasked

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
        lane = Lane.SWEEP if message.source == "sweep" else Lane.LIVE
        # Altegio tells of a client with every visit, because counters change; while the person does not, nobody is asked.
        if profile is not None and _is_as_known(profile, message):
            return self._enrol(connection, fed, profile.id)
        try:
            client = self.crm.client(connection, message.client_id, lane)
        except CrmGoneError:
            if profile is not None and self.keep.lose.is_gone(connection, message.client_id, lane):
                self.keep.lose(connection, message.client_id, profile.id)
            return ClientOutcome.GONE
        self.note_masked.of_client(connection, client)
        if profile is not None and is_emptied(client):
            self.keep.lose(connection, message.client_id, profile.id)
            return ClientOutcome.GONE
        customer = profile.id if profile else self.identify_client(connection, client)
        if customer is None:
            return ClientOutcome.NO_CARD_HOLDER
        followed = self.keep.follow(connection, client, customer, lane) if profile else None
        if profile and profile.is_forgotten and followed is not Followed.MOVED:
            return ClientOutcome.NO_CARD_HOLDER  # their phone is somebody else's now
        self.keep.take_over(connection, fed, client, customer)
        return self._enrol(connection, fed, customer)

    def _enrol(self, connection: Connection, fed: Sequence[Program], customer: CustomerId) -> ClientOutcome:
        for program in fed:
            row = program.rows[connection.location_id][-1]
            if row.settings.enrol_new_crm_clients:
                self.issue_card(connection.tenant_id, program, customer)
        return ClientOutcome.IN_STEP


def _is_as_known(profile: Profile, message: ClientChanged) -> bool:
    """Whether the event shows the client as the profile has them, and they are not one who was gone."""
    return message.likeness == profile.likeness and (message.location_id, message.client_id) not in profile.gone
