"""Anybody with the address of a join page gets a card of its program."""

from dataclasses import dataclass, fields

from comeback.domain.card_content import owner_of
from comeback.domain.customer import ConsentNote
from comeback.domain.errors import NotFound
from comeback.domain.ids import ProgramId, is_id
from comeback.domain.join_form import FormProblem, FormRefused, JoinForm, problems_of
from comeback.domain.links import LinkKeys, page_token
from comeback.domain.program import Program, ProgramStatus
from comeback.domain.words import Phrase
from comeback.ports.connections import Connections
from comeback.ports.directory import Directory
from comeback.ports.phones import PhoneMasked, PhoneProblem
from comeback.ports.programs import Programs
from comeback.ports.system import Clock
from comeback.usecases.enrol_customer import EnrolCustomer, Enrolment, country_of

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
        """The person's card. Raises FormRefused with every problem of the form,
        StateConflicted, QueueUnavailableError.
        """
        self.check(offer, form)
        note = ConsentNote(form.consent_version, "join", self.clock.now())
        person = Enrolment(
            form.phone, form.name, form.email, form.birthday, form.consents, dict.fromkeys(form.consents, note), vouched=False,
            location=form.location, arrival=form.arrival,
        )  # fmt: skip
        enrolled = self.enrol(offer.program.tenant_id, offer.program.id, person)
        return Joined(page_token(self.keys, enrolled.card), enrolled.is_new)

    def check(self, offer: Offer, form: JoinForm) -> None:
        """Raises FormRefused with every problem of the form; stores nothing."""
        problems = list(problems_of(form, self.clock.now().date()))
        if not any(problem.field == "phone" for problem in problems):
            problems += self._phone_problems(offer.program, form.phone)
        if problems:
            raise FormRefused(*sorted(problems, key=lambda problem: _ORDER.index(problem.field)))

    def _phone_problems(self, program: Program, phone: str) -> list[FormProblem]:
        """Told with a number as people of the location's country write theirs, where there is one."""
        country = country_of(self.enrol.connections, program)
        try:
            self.enrol.phones.normalise(phone, country)
        except PhoneMasked:
            return [FormProblem("phone", Phrase("join.wrong.masked_phone"))]
        except PhoneProblem:
            example = self.enrol.phones.example(country)
            why = Phrase("join.wrong.phone", {"example": example}) if example else Phrase("join.wrong.phone_abroad")
            return [FormProblem("phone", why)]
        return []
