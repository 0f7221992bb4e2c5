"""A person gets a card by form or API."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from comeback.domain.arrival import Arrival
from comeback.domain.card import Card, CardOrigin
from comeback.domain.customer import ConsentNote, Profile
from comeback.domain.errors import FieldError, FieldRefused, StateConflicted
from comeback.domain.ids import CustomerId, LocationId, ProgramId, TenantId
from comeback.domain.program import Program, ProgramStatus
from comeback.messages import CustomerEnrolled
from comeback.ports.connections import Connections
from comeback.ports.customers import Customers
from comeback.ports.phones import PhoneInvalid, PhoneMasked, PhoneMissing, PhoneProblem, Phones
from comeback.ports.programs import Programs
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock, Ids
from comeback.usecases.change_program import read_program
from comeback.usecases.issue_card import IssueCard

_WHY: Mapping[type[PhoneProblem], str] = {
    PhoneMissing: "A phone has digits.",
    PhoneMasked: "This phone is hidden behind other characters.",
    PhoneInvalid: "This is no phone number; write it with plus and country code.",
}


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A person as they introduce themselves; `birthday` is `YYYY-MM-DD` or empty. `vouched`: somebody whom the owner trusts
    says so. Who merely typed a phone gets its card, but changes nothing of what is known of its holder. `location`: where
    they introduce themselves, if that is known; `arrival`: how they came there.
    """

    phone: str
    name: str
    email: str = ""
    birthday: str = ""
    consents: Mapping[str, bool] = field(default_factory=dict)
    consent_notes: Mapping[str, ConsentNote] = field(default_factory=dict)
    vouched: bool = True
    location: LocationId | None = None
    arrival: Arrival = field(default_factory=Arrival)

    @property
    def origin(self) -> CardOrigin:
        """What a card of theirs comes of."""
        return CardOrigin.API if self.vouched else CardOrigin.FORM


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The card, its holder, and whether the card is new."""

    card: Card
    profile: Profile
    is_new: bool


def refuse_future_birthday(birthday: str, now: datetime) -> None:
    """Raises FieldRefused."""
    if birthday > now.date().isoformat():
        raise FieldRefused(FieldError("birthday", "Nobody is born in the future."))


@dataclass(frozen=True, slots=True)
class EnrolCustomer:
    """One person, one card. Altegio is asked for the person's visits at once, through the queue (ruling 23)."""

    programs: Programs
    connections: Connections
    customers: Customers
    phones: Phones
    queue: AccrualQueue
    issue_card: IssueCard
    clock: Clock
    ids: Ids

    def __call__(self, tenant: TenantId, program_id: ProgramId, person: Enrolment) -> Enrolled:
        """The person's card. Raises NotFound, StateConflicted, FieldRefused, QueueUnavailableError."""
        program = read_program(self.programs, tenant, program_id)
        if program.status is not ProgramStatus.ACTIVE:
            raise StateConflicted("The program is not active.")
        refuse_future_birthday(person.birthday, self.clock.now())
        phone = read_phone(self.phones, person.phone, country_of(self.connections, program))
        profile = self._known(tenant, phone, person)
        card, is_new = self.issue_card(tenant, program, profile.id, origin=person.origin, arrival=person.arrival)
        # Sent for a known card too: whoever repeats a request that broke here must not lose the look-up.
        self.queue.send(CustomerEnrolled(tenant, profile.id, program.id, location_id=person.location))
        return Enrolled(card, profile, is_new)

    def _known(self, tenant: TenantId, phone: str, person: Enrolment) -> Profile:
        """The person, registered if new; what we did not know of a known one is filled in if it is vouched for."""
        now = self.clock.now()
        notes = dict.fromkeys(person.consents, ConsentNote("", person.origin, now)) | dict(person.consent_notes)
        fresh = Profile(
            id=CustomerId(self.ids.new("cu")), tenant_id=tenant, phone=phone, name=person.name,
            created_at=now, email=person.email, birthday=person.birthday, consents=dict(person.consents), consent_notes=notes,
        )  # fmt: skip
        stored, is_new = self.customers.register(tenant, fresh)
        if is_new or not person.vouched:
            return stored
        said = {name: notes[name] for name, yes in fresh.consents.items() if stored.consents.get(name) != yes}
        filled = replace(
            stored,
            name=stored.name or fresh.name,
            email=stored.email or fresh.email,
            birthday=stored.birthday or fresh.birthday,
            consents={**stored.consents, **fresh.consents},
            consent_notes={**stored.consent_notes, **said},
        )
        if filled != stored:
            self.customers.save_profile(tenant, filled)
        return filled


def country_of(connections: Connections, program: Program) -> str:
    """Whose national forms of phones a program's people write (ISO 3166); empty: unknown."""
    first = connections.get(program.tenant_id, program.locations[0])
    return first.location.country if first else ""


def read_phone(phones: Phones, text: str, country: str) -> str:
    """E.164 with plus. Raises FieldRefused on `phone`."""
    try:
        return phones.normalise(text, country)
    except PhoneProblem as problem:
        raise FieldRefused(FieldError("phone", _WHY[type(problem)])) from problem
