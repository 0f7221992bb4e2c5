"""What is asked about people behind the API's door, over the world's memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.usecases.answer_phone_change import AnswerPhoneChange
from comeback.usecases.change_customer import ChangeCustomer
from comeback.usecases.enrol_customer import EnrolCustomer
from comeback.usecases.erase_customer import EraseCustomer, RequestErasure
from comeback.usecases.read_cards import FindCards, ReadCard, ShowCard
from comeback.usecases.read_customer import ExportCustomer, ReadCustomer
from comeback.usecases.replace_links import ReplaceLinks
from comeback.usecases.show_name import ShowName
from comeback.web.api.card_routes import CardCalls
from comeback.web.api.customer_routes import CustomerCalls
from tests.memory.attention import MemoryAttention
from tests.memory.erasures import MemoryErasures

if TYPE_CHECKING:
    from tests.api_world import ApiWorld


def card_calls(world: ApiWorld) -> CardCalls:
    """Wired as bootstrap wires them."""
    return CardCalls(
        enrol=EnrolCustomer(
            world.programs, world.connections, world.customers, world.phones, world.queue, world.issue_card, world.clock,
            world.ids,
        ),
        find=FindCards(world.programs, world.connections, world.customers, world.phones),
        read=ReadCard(world.directory, world.customers),
        show=show_card(world),
        ledger=world.ledger,
        replace_links=ReplaceLinks(ReadCard(world.directory, world.customers), world.ledger, world.queue),
    )  # fmt: skip


def show_card(world: ApiWorld) -> ShowCard:
    """A card as the API tells it."""
    return ShowCard(
        world.customers, world.passes, world.google, world.mirrors, {"k1": b"k" * 32}, world.clock, world.programs, world.messages
    )  # fmt: skip


def customer_calls(world: ApiWorld) -> CustomerCalls:
    """Wired as bootstrap wires them."""
    erasures, attention = MemoryErasures(world.store), MemoryAttention(world.store)
    read = ReadCustomer(world.customers, erasures, show_card(world))
    return CustomerCalls(
        read=read,
        change=ChangeCustomer(
            read, world.customers, world.queue, world.clock, ShowName(world.customers, world.ledger, world.clock)
        ),
        export=ExportCustomer(read, world.ledger, attention, world.intents, world.clock),
        erase=RequestErasure(world.customers, erasures, world.queue, world.clock),
    )


def erase_customer(world: ApiWorld) -> EraseCustomer:
    """What the accrual queue does with a request."""
    attention = MemoryAttention(world.store)
    return EraseCustomer(world.customers, MemoryErasures(world.store), world.ledger, attention, world.clock)


def answer_phone_change(world: ApiWorld) -> AnswerPhoneChange:
    """What a person says to a changed phone."""
    return AnswerPhoneChange(
        world.customers, world.programs, world.ledger, world.issue_card, world.queue, world.clock, world.ids
    )  # fmt: skip
