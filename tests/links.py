"""Short words for tests of links that are sent."""

from dataclasses import replace
from datetime import UTC, datetime

from comeback.domain.crm_writing import Intent, WriteKind
from comeback.messages import LinkDue
from comeback.usecases.enrol_customer import Enrolment
from comeback.usecases.read_cards import ReadCard
from comeback.usecases.send_again import SendAgain
from tests.builders import PROGRAM, TENANT
from tests.writes_world import ANN, ANN_PHONE, WritesWorld

NIGHT = datetime(2026, 9, 22, 3, 30, tzinfo=UTC)
"""23:30 in New York."""
NINE = datetime(2026, 9, 22, 13, tzinfo=UTC)


def person(number: int, **changes: object) -> Enrolment:
    """Somebody else who fills in the form."""
    return replace(ANN, phone=f"+131555501{number:02d}", name=f"Person {number}", **changes)  # type: ignore[arg-type]  # fields


def link(world: WritesWorld, phone: str = ANN_PHONE) -> Intent | None:
    return world.intent(WriteKind.LINK, phone)


def due(world: WritesWorld, phone: str = ANN_PHONE) -> LinkDue:
    return LinkDue(TENANT, world.profile(phone).id, PROGRAM)


def again(world: WritesWorld) -> SendAgain:
    return SendAgain(
        ReadCard(world.directory, world.customers), world.directory, world.programs, world.customers, world.intents,
        world.attention, world.queue, world.ids, world.clock,
    )  # fmt: skip
