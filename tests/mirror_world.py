"""The engine over memory with a program whose balance Altegio owns."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from comeback.domain.card import Card
from comeback.domain.ids import ClientId, GiftCardId, LoyaltyCardId, MembershipId, VisitId
from comeback.domain.loyalty import (
    GiftCard,
    LoyaltyCard,
    LoyaltyTransaction,
    Membership,
    MembershipStatus,
    Promotion,
    TransactionType,
)
from comeback.domain.mirror import Mirror
from comeback.domain.program import ProgramType
from comeback.domain.settings import CardSettings
from comeback.messages import MirrorDue
from comeback.usecases.explain_change import ExplainChange
from comeback.usecases.issue_card import IssueCard
from comeback.usecases.issue_loyalty_card import WantLoyaltyCard
from comeback.usecases.mirror_cards import MirrorCards
from comeback.usecases.note_mirror import NoteMirror
from comeback.usecases.read_balance import ReadBalance
from comeback.usecases.sweep_mirrors import MirrorSweepReport, SweepMirrors
from tests.builders import LA_VISAGE, TENANT, program
from tests.engine_world import JANE_PHONE, SECOND, EngineWorld
from tests.memory.attention import MemoryAttention
from tests.memory.loyalty import MemoryLoyalty
from tests.memory.mirrors import MemoryMirrors

TYPE = 10992
CASHBACK = CardSettings(crm_card_type=TYPE)
SECOND_LATER = timedelta(seconds=1)


class MirrorWorld(EngineWorld):
    """Jane is a client of the first location and her card is in step with Altegio, unless a test says otherwise."""

    def __init__(self, kind: ProgramType = ProgramType.CASHBACK, settings: CardSettings = CASHBACK) -> None:
        super().__init__(of=replace(program(settings, locations=(LA_VISAGE, SECOND)), type=kind))
        self.loyalty, self.mirrors = MemoryLoyalty(), MemoryMirrors(self.store)
        self.attention = MemoryAttention(self.store)
        self.note = NoteMirror(self.attention, self.clock)
        ports = self.ports
        self.mirror = MirrorCards(
            directory=self.directory, ledger=self.ledger, customers=self.customers, mirrors=self.mirrors,
            issue_card=IssueCard(self.customers, self.ids, self.clock, "k1"),
            read=ReadBalance(self.directory, self.connections, self.loyalty, self.clock),
            explain=ExplainChange(self.loyalty, self.crm), note=self.note, clock=self.clock, ids=self.ids, pause=ports.pause,
            want_card=WantLoyaltyCard(self.queue),
        )  # fmt: skip
        self.handle.routes[MirrorDue] = self.mirror
        self.jane = self.desk.add_client()

    # ------------------------------------------------------------ what Altegio has

    def give_card(self, balance: int, number: int = 1, type_id: int = TYPE, client: ClientId | None = None) -> LoyaltyCardId:
        own = self.loyalty.of_client.setdefault(client or self.jane, [])
        own.append(LoyaltyCard(LoyaltyCardId(number), type_id, f"N{number}", balance))
        return LoyaltyCardId(number)

    def change_card(self, balance: int, *why: LoyaltyTransaction) -> None:
        (card,) = self.loyalty.of_client[self.jane]
        self.loyalty.of_client[self.jane] = [replace(card, balance=balance)]
        self.loyalty.moved.extend(why)

    def moved(
        self, number: int, kind: TransactionType, amount: int, visit: VisitId | int = 0, membership: int = 0
    ) -> LoyaltyTransaction:
        card = LoyaltyCardId(0 if membership else 1)
        return LoyaltyTransaction(number, kind, amount, card, MembershipId(membership), VisitId(visit))

    def sell(self, sessions: int, number: int = 1) -> None:
        sold = Membership(MembershipId(number), f"M{number}", "10 haircuts", MembershipStatus.ACTIVE, sessions)
        own = [one for one in self.loyalty.of_phone.get(JANE_PHONE, []) if one.id != number]
        self.loyalty.of_phone[JANE_PHONE] = [*own, sold]

    def gift(self, balance: int, number: int = 1, **changes: Any) -> None:
        own = [one for one in self.loyalty.gifts_of.get(JANE_PHONE, []) if one.id != number]
        one = GiftCard(GiftCardId(number), 27841, f"GC-{number}", "Gift card 100", balance)
        self.loyalty.gifts_of[JANE_PHONE] = [*own, replace(one, **changes)]

    def promote(self, *promotions: Promotion, **counted: Any) -> None:
        """Jane's one loyalty card gives this, and its counters are at that."""
        (card,) = self.loyalty.of_client[self.jane]
        self.loyalty.of_client[self.jane] = [replace(card, promotions=promotions, **counted)]

    # ------------------------------------------------------------ what happens

    def due(self, source: str = "webhook", **whose: Any) -> MirrorDue:
        """A message that reaches us now about Jane at the first location, unless somebody else is named."""
        named = whose or {"location_id": LA_VISAGE, "client_id": self.jane}
        return MirrorDue(TENANT, self.clock.now().isoformat(), source, **named)

    def meet_jane(self) -> None:
        """Her first visit: she gets a card, and it is read."""
        self.visit(self.jane)
        self.hear()

    def sweep_all(self) -> MirrorSweepReport:
        report = SweepMirrors(
            self.connections, self.directory, self.programs, self.customers, self.loyalty, self.queue, self.note, self.clock
        )()
        self.work()
        return report

    # ------------------------------------------------------------ what is then

    def stored(self) -> Mirror:
        card = self.head()
        return self.mirrors.of_cards(TENANT, [card.ref])[card.ref]

    def head(self) -> Card:
        card = self.card()
        assert card is not None
        return card


def world_with(balance: int) -> MirrorWorld:
    """Jane's loyalty card has so much, and her card shows it."""
    world = MirrorWorld()
    world.give_card(balance)
    world.meet_jane()
    return world


def event(world: MirrorWorld) -> str:
    """A second later something reaches us about Jane."""
    world.clock.pass_by(SECOND_LATER)
    return world.handle(world.due())
