"""Anybody with the address of a join page gets a card of its program."""

from dataclasses import dataclass, fields

from comeback.domain.card_content import owner_of
from comeback.domain.customer import ConsentNote
from comeback.domain.errors import FieldRefused, NotFound
from comeback.domain.ids import ProgramId, is_id
from comeback.domain.join_form import CONSENT_VERSION, JoinForm, problems_of
from comeback.domain.links import LinkKeys, page_token
from comeback.domain.program import Program, ProgramStatus
from comeback.ports.connections import Connections
from comeback.ports.directory import Directory
from comeback.ports.programs import Programs
from comeback.ports.system import Clock
from comeback.usecases.enrol_customer import EnrolCustomer, Enrolment, country_of, read_phone

_ORDER = [field.name for field in fields(JoinForm)]


@dataclass(frozen=True, slots=True)
class Offer:
    """A program that people can join, and the name of who offers it."""

    program: Program
    owner: str


@dataclass(frozen=True, slots=True)
class FindOffer:
    """The program of a join page."""

    directory: Directory
    programs: Programs
    connections: Connections

    def __call__(self, program_id: str) -> Offer:
        """Raises NotFound, also for a program that is not active: whether it exists is nobody's business."""
        known = ProgramId(program_id) if is_id("pr", program_id) else None
        tenant_id = self.directory.program(known) if known else None
        program = self.programs.get(tenant_id, known) if tenant_id and known else None
        if program is None or program.status is not ProgramStatus.ACTIVE:
            raise NotFound("There is no such program to join.")
        tenant = self.connections.tenant(program.tenant_id)
        return Offer(program, owner_of(program, tenant.title if tenant else ""))


@dataclass(frozen=True, slots=True)
class Joined:
    """The token of the card's page. Whether the card is `new` is for our own counting and never shown."""

    token: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class JoinProgram:
    """Nobody proves that the phone is theirs, so the form changes nothing of a person who is known already."""

    enrol: EnrolCustomer
    keys: LinkKeys
    clock: Clock

    def __call__(self, offer: Offer, form: JoinForm) -> Joined:
        """The person's card. Raises FieldRefused with every problem of the form,
        StateConflicted, QueueUnavailableError.
        """
        self._check(offer.program, form)
        now = self.clock.now()
        note = ConsentNote(CONSENT_VERSION, "join", now)
        consents = {"service": form.consent_service, "marketing": form.consent_marketing}
        person = Enrolment(
            form.phone, form.name, form.email, form.birthday, consents, dict.fromkeys(consents, note), vouched=False,
            location=form.location,
        )  # fmt: skip
        enrolled = self.enrol(offer.program.tenant_id, offer.program.id, person)
        return Joined(page_token(self.keys, enrolled.card), enrolled.is_new)

    def _check(self, program: Program, form: JoinForm) -> None:
        errors = list(problems_of(form, self.clock.now().date()))
        if not any(error.field == "phone" for error in errors):
            try:
                read_phone(self.enrol.phones, form.phone, country_of(self.enrol.connections, program))
            except FieldRefused as problem:
                errors.extend(problem.errors)
        if errors:
            raise FieldRefused(*sorted(errors, key=lambda error: _ORDER.index(error.field)))
