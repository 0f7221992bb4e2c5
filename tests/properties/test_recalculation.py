"""Whatever was booked under whatever settings: a commit books its preview, nothing is left to book, and no event undoes it."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.recalculation import RecalculationState, Sums
from comeback.domain.settings import AccrualRule, AmountOver, CardSettings, Completed, CountBy, EveryN, PaymentGate
from tests.builders import TENANT
from tests.counter import Counter
from tests.recalculation_world import RecalculationWorld

RULES: st.SearchStrategy[AccrualRule] = st.one_of(
    st.builds(Completed, stamps=st.integers(1, 3)),
    st.builds(AmountOver, amount=st.sampled_from([2000, 4000]), stamps=st.integers(1, 2)),
    st.builds(EveryN, amount=st.sampled_from([1500, 4000]), remainder=st.sampled_from(["drop", "carry"])),
)
ROWS = st.builds(CardSettings, count_by=st.sampled_from(CountBy), payment_gate=st.sampled_from(PaymentGate), accrual_rule=RULES)


@dataclass(frozen=True)
class Came:
    """A visit of September, and what became of its payment."""

    day: int
    hour: int
    cost: int
    paid: bool
    refunded: bool


VISITS = st.lists(
    st.builds(
        Came, st.integers(10, 20), st.integers(9, 19), st.sampled_from([1000, 3000, 5000]), st.booleans(),
        st.sampled_from([False, False, True]),
    ),
    min_size=1, max_size=7,
)  # fmt: skip
POLICIES = st.sampled_from(["debt", "forgive", "ask"])


def after_visits(row: CardSettings, visits: list[Came], policy: str = "debt") -> RecalculationWorld:
    """Jane's September under one row of settings, with nothing that waits."""
    world = RecalculationWorld(row)
    world.change_program(reversal_policy=policy, size=2, lookback_days=30)
    client = world.desk.add_client()
    for came in visits:
        record = world.visit(client, f"{came.hour:02d}:00", came.cost, paid=came.paid, day=f"2026-09-{came.day}")
        world.hear()
        if came.refunded:
            world.desk.delete_payments(record)
            world.hear()
    world.wait()
    return world


def earned(world: RecalculationWorld) -> int:
    card = world.card()
    return card.lifetime_earned if card else 0


@given(rows=st.lists(ROWS, min_size=2, max_size=3), visits=VISITS, policy=POLICIES, redeems=st.booleans())
def test_a_commit_books_its_preview_and_leaves_nothing_to_book(
    rows: list[CardSettings], visits: list[Came], policy: str, redeems: bool
) -> None:
    world = after_visits(rows[0], visits, policy)
    card = world.card()
    if redeems and card is not None and card.shown.rewards:
        Counter(world).redeem()
    for row in rows[1:]:
        world.change_settings(row)
    job = world.preview()
    done = world.book(job)
    assert (done.state, done.booked) == (RecalculationState.DONE, job.previewed)
    assert all(not one.changed_meanwhile for one in world.cards_of(job))
    # The same September, had the last settings held from its first day on.
    assert earned(world) == earned(after_visits(rows[-1], visits))
    cards = len(world.store.cards)
    assert world.preview().previewed == Sums(cards=cards)

    booked = world.entries()
    for record in list(world.desk.records):
        world.desk.add_service(record, 0)
    world.hear()
    world.wait()
    assert world.entries() == booked
    for (tenant, number), entries in world.store.entries.items():
        (head,) = (one for one in world.store.cards.values() if one.id == number)
        assert (tenant, sum(entry.amount for entry in entries)) == (TENANT, head.balance)
        assert [entry.seq for entry in entries] == list(range(1, head.seq + 1))
