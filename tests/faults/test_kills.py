"""Processes that die in the middle of their work: nothing is lost, nothing is done twice.

The proxy between functions and AWS kills the caller at an exact call. AWS hides a message that failed for six minutes;
here it comes again after seconds.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from dev.bench.shop import Customer
from dev.faults.ground import Books, Ground
from dev.faults.troubles import Fault, Trouble
from dev.phone.device import Phone

AGAIN_SECONDS = 2
# What the killed function was about to do or had just done: function, operation, in the call's body, when.
POINTS = {
    "after the claim": ("accrual", "dynamodb.UpdateItem", "DAY#", Trouble.KILL_AFTER),
    "after the fetch": ("accrual", "dynamodb.TransactWriteItems", "E#0", Trouble.KILL_BEFORE),
    "after the commit": ("accrual", "dynamodb.TransactWriteItems", "E#0", Trouble.KILL_AFTER),
    "before the relay": ("relay", "sqs.SendMessage", "CardChanged", Trouble.KILL_BEFORE),
    "after the relay": ("relay", "sqs.SendMessage", "CardChanged", Trouble.KILL_AFTER),
    "after the push": ("pass_update", "dynamodb.UpdateItem", "pushed_apple", Trouble.KILL_BEFORE),
    "after noting the push": ("pass_update", "dynamodb.UpdateItem", "pushed_apple", Trouble.KILL_AFTER),
}


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of a visit during which a process died."""

    kills: int
    books: Books
    on_phone: str


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with Ground(tmp_path_factory.mktemp("ground"), AGAIN_SECONDS) as ground:
        yield ground


@pytest.fixture(scope="session")
def endings(ground: Ground) -> dict[str, Ending]:
    """One customer for each point, all of them in the shop at once."""
    customers = {point: ground.customer() for point in POINTS}
    ground.stack.settle()
    with closing(Phone(Path(ground.stack.ca_file))) as phone:
        cards = {point: phone.add(customer.pass_url).serial for point, customer in customers.items()}
        faults = {}
        for point, (function, operation, text, trouble) in POINTS.items():
            person = ground.card(cards[point])["customer"]["id"]
            faults[point] = ground.faults.add(Fault(function, operation, trouble, times=1, holding=(person, text)))
        for customer in customers.values():
            earn(ground, customer)
        for fault in faults.values():
            ground.faults.wait(fault)
        ground.stack.settle(60, ahead=60)
        for card in cards.values():
            phone.refresh(card)
        return {
            point: Ending(faults[point].met, ground.books(card), str(phone.passes[card].file.value("stamps")))
            for point, card in cards.items()
        }


def earn(ground: Ground, customer: Customer) -> None:
    """The desk's part of a visit."""
    booking = ground.stack.desk.arrive(ground.stack.desk.book(customer.client_id, "Haircut").booking_id)
    ground.stack.desk.pay(booking.booking_id)


@pytest.mark.parametrize("point", POINTS)
def test_a_handler_that_is_killed_loses_and_doubles_nothing(endings: dict[str, Ending], point: str) -> None:
    ending = endings[point]
    assert ending.kills == 1
    assert (ending.books.amounts, ending.on_phone) == ([1], "1 of 10")
    assert ending.books.sound
    assert ending.books.told


@pytest.mark.usefixtures("endings")
def test_no_message_of_a_killed_handler_is_left_over(ground: Ground) -> None:
    assert ground.waiting() == []


def test_a_runner_that_is_killed_in_a_burst_goes_on_where_it_was(ground: Ground) -> None:
    customers = [ground.customer() for _ in range(4)]
    ground.stack.settle()
    first = ground.faults.add(Fault("accrual", "dynamodb.TransactWriteItems", Trouble.LOST, times=1))
    for customer in customers:
        earn(ground, customer)
    assert ground.faults.wait(first)

    ground.crash()
    ground.stack.settle(60, ahead=60)
    # What Altegio could not deliver while nobody listened, the sweep finds.
    ground.stack.run_job("sweep")
    ground.stack.settle(60, ahead=60)

    books = [ground.books(customer.card_id) for customer in customers]
    assert [one.amounts for one in books] == [[1]] * len(books)
    assert all(one.sound for one in books)
    assert ground.waiting() == []
