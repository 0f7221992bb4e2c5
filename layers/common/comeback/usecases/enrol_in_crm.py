"""Somebody enrolled by form or API: found in Altegio, or made a client there, and then told of (loyalty-domain.md §5.2)."""

from collections.abc import Callable
from dataclasses import dataclass

from comeback.domain.card import CardRef
from comeback.domain.crm_writing import Intent, WriteKind, WritePermit
from comeback.domain.customer import Profile
from comeback.messages import CardNoteDue, CustomerEnrolled, LinkDue
from comeback.ports.crm import Crm, Lane
from comeback.ports.crm_writes import CrmWrites, person_of
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.programs import Programs
from comeback.ports.queues import AccrualQueue
from comeback.usecases.write_once import About, Want, WriteOnce, Written
from comeback.usecases.write_permits import permit_at


@dataclass(frozen=True, slots=True)
class CreateCrmClient:
    """Only for somebody who enrolled and whom no location of the program knows; never for anything that came from Altegio."""

    directory: Directory
    programs: Programs
    customers: Customers
    crm: Crm
    writes: CrmWrites
    write_once: WriteOnce

    def __call__(self, message: CustomerEnrolled) -> bool:
        """Whether Altegio has a client of the phone now, at the location of the form or else at the program's first. Raises
        CrmError: the message has to come again.
        """
        program = self.programs.get(message.tenant_id, message.program_id)
        profile = self.customers.profile(message.tenant_id, message.customer_id)
        if program is None or profile is None or not profile.phone:
            return False
        named = message.location_id if message.location_id in program.locations else None
        permit = permit_at(self.directory, program, named or program.locations[0])
        if permit is None or not permit.settings.create_crm_client:
            return False
        location = permit.connection.location_id
        want = Want(
            message.tenant_id, profile.id, WriteKind.CLIENT, str(location), About(location, program.id)
        )  # fmt: skip
        return self.write_once(want, _Create(self, permit, profile)) in (Written.WRITTEN, Written.FOUND)


@dataclass(frozen=True, slots=True)
class _Create:
    """The reception may write the same person at this moment, so the phone is looked for before and after."""

    ports: CreateCrmClient
    permit: WritePermit
    profile: Profile

    def is_done(self, intent: Intent) -> bool:
        del intent  # whoever made the client: it is there
        return bool(self.ports.crm.find_clients(self.permit.connection, self.profile.phone, Lane.REST))

    def do(self, intent: Intent) -> None:
        del intent  # Altegio has no room for it; the phone tells
        self.ports.writes.create_client(self.permit, person_of(self.profile), Lane.REST)


@dataclass(frozen=True, slots=True)
class EnrolInCrm:
    """`look_up` links the clients of the phone; a client that was made is linked by the same way, together with one that the
    reception made meanwhile.
    """

    look_up: Callable[[CustomerEnrolled], int]
    create_client: CreateCrmClient
    customers: Customers
    queue: AccrualQueue

    def __call__(self, message: CustomerEnrolled) -> int:
        """How many clients were linked. Raises CrmError, ClaimLost and QueueUnavailableError: the message has to come again."""
        linked = self.look_up(message)
        if not linked and self.create_client(message):
            linked = self.look_up(message)
        card = self.customers.card(CardRef(message.tenant_id, message.customer_id, message.program_id)) if linked else None
        if card is not None:
            self.queue.send(CardNoteDue(message.tenant_id, card.id))
            self.queue.send(LinkDue(message.tenant_id, message.customer_id, message.program_id))
        return linked
