"""Whatever visits earn and people ask for, in any order, the books are in order and a repeated request adds nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from comeback.domain.card import CardStatus
from comeback.domain.errors import Refusal
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.program import ReversalPolicy, StampExpiry
from comeback.domain.settings import CardSettings, Completed, CountBy, EveryN
from comeback.usecases.expire_cards import ExpireCards
from tests.builders import LA_VISAGE, program
from tests.counter import Counter, counter_with_a_card
from tests.engine_world import SECOND, EngineWorld
from tests.properties.laws import check_books

SIZE = 3
POLICIES = st.sampled_from(get_args(ReversalPolicy))
PASSING = (EntryKind.REVERSAL,)
"""May take a balance below zero for a moment: what follows in the same booking forgives it."""
DAYS = st.sampled_from(("2026-09-21", "2026-09-22"))
which = st.integers(0, 50)
ENDS = st.sampled_from((StampExpiry(), StampExpiry("after_last", days=2), StampExpiry("per_stamp", days=2)))
Ask = Callable[[str], Entry]


class ByHand(RuleBasedStateMachine):
    """One card; visits are paid and refunded, people adjust, redeem, give back, scan, block, and ask again."""

    @initialize(count_by=st.sampled_from(CountBy), excludes=st.booleans(), carries=st.booleans(), policy=POLICIES, ends=ENDS)
    def open_the_doors(self, count_by: CountBy, excludes: bool, carries: bool, policy: ReversalPolicy, ends: StampExpiry) -> None:
        earning = EveryN(3000, "carry") if carries else Completed()
        one = CardSettings(count_by=count_by, scan_excludes_crm=excludes, accrual_rule=earning)
        self.policy = policy
        of = program(one, size=SIZE, locations=(LA_VISAGE, SECOND))
        self.world = EngineWorld(of=replace(of, reversal_policy=policy, stamp_expiry=ends))
        self.counter: Counter = counter_with_a_card(self.world)
        self.done: list[tuple[Ask, str, Entry]] = []
        self.asked = 0

    def ask(self, ask: Ask) -> None:
        self.asked += 1
        key = f"request {self.asked}"
        before = self.world.entries()
        try:
            self.done.append((ask, key, ask(key)))
        except Refusal:
            assert self.world.entries() == before

    # ------------------------------------------------------------ what Altegio tells

    @rule(day=DAYS)
    def visit(self, day: str) -> None:
        self.world.visit(self.counter.client, day=day)
        self.world.hear()

    @precondition(lambda self: self.world.desk.records)
    @rule(one=which, refund=st.booleans())
    def pay_or_refund(self, one: int, refund: bool) -> None:
        records = list(self.world.desk.records)
        record = records[one % len(records)]
        if refund:
            self.world.desk.delete_payments(record)
        else:
            self.world.desk.attend(record)
            self.world.desk.pay(record)
        self.world.hear()

    @rule(days=st.sampled_from((0, 1, 3)))
    def expiry(self, days: int) -> None:
        """The job runs, twice: the second time there is nothing left to take."""
        self.world.wait(timedelta(days=days))
        expire = ExpireCards(self.world.ledger, self.world.connections, self.world.clock, self.world.ids)
        expire()
        before = self.world.entries()
        expire()
        assert self.world.entries() == before

    @rule(minutes=st.sampled_from((1, 16)))
    def time(self, minutes: int) -> None:
        self.world.wait(timedelta(minutes=minutes))

    # ------------------------------------------------------------ what people ask for

    @rule(amount=st.integers(-4, 6).filter(bool))
    def adjust(self, amount: int) -> None:
        self.ask(lambda key: self.counter.adjust(amount, key=key))

    @rule(rewards=st.integers(1, 2))
    def redeem(self, rewards: int) -> None:
        self.ask(lambda key: self.counter.redeem(rewards, key=key))

    @precondition(lambda self: self.done)
    @rule(one=which)
    def give_back(self, one: int) -> None:
        redemptions = [entry for _, _, entry in self.done if entry.kind is EntryKind.REDEMPTION] or [self.done[0][2]]
        redemption = redemptions[one % len(redemptions)].id
        self.ask(lambda key: self.counter.give_back(redemption, key=key))

    @rule(stamps=st.integers(1, 2), days=st.integers(0, 1))
    def scan(self, stamps: int, days: int) -> None:
        at = self.world.clock.now() - timedelta(days=days)
        self.ask(lambda key: self.counter.scan(stamps, at=at, key=key))

    @rule(blocks=st.booleans())
    def block_or_open(self, blocks: bool) -> None:
        if blocks:
            self.counter.block()
        else:
            self.counter.unblock()
            self.world.work()

    @precondition(lambda self: self.done)
    @rule(one=which)
    def ask_again(self, one: int) -> None:
        ask, key, first = self.done[one % len(self.done)]
        before = self.world.entries()
        assert ask(key) == first
        assert self.world.entries() == before

    # ------------------------------------------------------------ what holds

    @invariant()
    def the_books_are_in_order(self) -> None:
        check_books(self.world.store)

    @invariant()
    def nothing_is_redeemed_that_is_not_there(self) -> None:
        for entry in self.world.entries():
            if entry.kind in (EntryKind.REDEMPTION, EntryKind.ADJUSTMENT) and entry.amount < 0:
                assert entry.balance_after >= 0

    @invariant()
    def questions_are_about_what_was_taken(self) -> None:
        by_id = {entry.id: entry for entry in self.world.entries()}
        for question in self.world.store.questions.values():
            assert self.policy == "ask"
            assert by_id[question.id].kind is EntryKind.REVERSAL
            assert question.stamps > 0

    @invariant()
    def nobody_owes_where_all_is_forgiven(self) -> None:
        assert self.policy != "forgive" or all(
            entry.balance_after >= 0 or entry.kind in PASSING for entry in self.world.entries()
        )

    def teardown(self) -> None:
        """When the card is open and nothing waits, every day has what it should have, whatever was asked for between."""
        if not hasattr(self, "world"):
            return
        self.counter.unblock()
        self.world.work()
        self.world.wait()
        (card,) = self.world.store.cards.values()
        assert (card.status, card.held) == (CardStatus.ACTIVE, 0)
        before = self.world.entries()
        for record in self.world.desk.records:
            self.world.desk.attend(record, self.world.desk.records[record].attendance)
        self.world.hear()
        assert self.world.entries() == before


TestByHand = ByHand.TestCase
TestByHand.settings = settings(stateful_step_count=30)
