"""Cards as JSON (interfaces.md §5)."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field

from comeback.domain.arrival import LABELS, Label
from comeback.domain.card import CardStatus
from comeback.domain.google_passes import GoogleState
from comeback.domain.ids import LocationId
from comeback.domain.message_budget import LIMIT
from comeback.domain.mirror import MIRRORED
from comeback.domain.program import ProgramType
from comeback.usecases.enrol_customer import Enrolment
from comeback.usecases.read_cards import CardView
from comeback.web.api.milestone_shapes import MilestoneAnswer
from comeback.web.api.mirror_shapes import MirrorBalanceAnswer
from comeback.web.api.shapes import AltegioId, Answer, Day, Flag, Instant, Request, Text

ConsentName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class NewCard(Request):
    """A person who wants a card. `location_id`: where they ask for it; a client that is missing in Altegio is made there."""

    phone: Annotated[Text, Field(min_length=1, max_length=40, examples=["+12125550123"])]
    name: Annotated[Text, Field(min_length=1, max_length=100)]
    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = None
    birthday: Day | None = None
    consents: Annotated[dict[ConsentName, Flag], Field(default_factory=dict, max_length=20)]
    location_id: AltegioId | None = None

    def enrolment(self) -> Enrolment:
        """The same for the use case."""
        birthday = self.birthday.isoformat() if isinstance(self.birthday, date) else ""
        location = LocationId(self.location_id) if self.location_id else None
        return Enrolment(self.phone, self.name, self.email or "", birthday, self.consents, location=location)


class CustomerAnswer(Answer):
    """The holder; phone and name are null after erasure, and while Altegio has forgotten the person."""

    id: str
    phone: str | None
    name: str | None


class BalanceAnswer(Answer):
    """Stamps on the card, rewards to redeem, or stamps owed (ruling 1); without milestones the key is left out."""

    unit: Literal["stamps"]
    value: int
    rewards: int
    debt: int
    size: int
    lifetime_earned: int
    milestones: Annotated[list[MilestoneAnswer], Field(exclude_if=lambda found: not found)]
    as_of: Instant

    @classmethod
    def of(cls, view: CardView) -> Self:
        """The balance of a stamp card."""
        card, shown = view.card, view.card.shown
        return cls(
            unit="stamps", value=shown.value, rewards=shown.rewards, debt=shown.debt, size=card.size,
            lifetime_earned=card.lifetime_earned, as_of=view.as_of,
            milestones=[MilestoneAnswer.of(one) for one in view.milestones],
        )  # fmt: skip


class ApplePasses(Answer):
    """Apple devices that have the card."""

    devices: int


class GooglePass(Answer):
    """Whether Google Wallet has the card."""

    state: GoogleState


class PassesAnswer(Answer):
    """Where the card is installed."""

    apple: ApplePasses
    google: GooglePass


class MessagesAnswer(Answer):
    """Messages on lock screens in the last 24 hours, on both wallets together; above the limit updates are silent."""

    today: int
    limit: int


class LinksAnswer(Answer):
    """Addresses for the customer; whoever has them sees the card."""

    page: str
    apple: str
    google: str


class CardAnswer(Answer):
    """A card. `arrival`: labels of the address by which its holder came to the join page; without any the key is left out."""

    id: str
    program_id: str
    type: ProgramType
    status: CardStatus
    customer: CustomerAnswer
    balance: BalanceAnswer | MirrorBalanceAnswer
    passes: PassesAnswer
    messages: MessagesAnswer
    links: LinksAnswer
    arrival: Annotated[dict[Label, str], Field(default_factory=dict, exclude_if=lambda found: not found)]

    @classmethod
    def of(cls, view: CardView, base_url: str) -> Self:
        """A card as it is now."""
        card, profile = view.card, view.profile
        page = f"{base_url}/c/{view.page_token}"
        return cls(
            id=card.id, program_id=card.program_id, type=card.type, status=card.status,
            customer=CustomerAnswer(
                id=card.customer_id, phone=(profile.phone or None) if profile else None,
                name=(profile.name or None) if profile else None,
            ),
            balance=MirrorBalanceAnswer.of(card, view.mirror) if card.type in MIRRORED else BalanceAnswer.of(view),
            passes=PassesAnswer(apple=ApplePasses(devices=view.devices), google=GooglePass(state=view.google)),
            messages=MessagesAnswer(today=view.messages, limit=LIMIT),
            arrival={label: card.arrival.labels[label] for label in LABELS if profile and label in card.arrival.labels},
            links=LinksAnswer(page=page, apple=f"{page}/pass.pkpass", google=f"{page}/google"),
        )  # fmt: skip


class CardPage(Answer):
    """A page of cards."""

    items: list[CardAnswer]
    next_cursor: str | None
