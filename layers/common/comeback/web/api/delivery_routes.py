"""Links of cards that are sent through Altegio: again, what became of them, and how many it would be."""

from dataclasses import dataclass
from typing import Self

from aws_lambda_powertools.event_handler import Response

from comeback.domain.crm_writing import Intent, IntentState
from comeback.domain.delivery import NoLink
from comeback.domain.errors import NotFound
from comeback.usecases.send_again import DAYS, DeliveryPreview, PreviewDeliveries, SendAgain
from comeback.web.api.endpoints import Calling, Endpoint, card_of, ok, program_of
from comeback.web.api.shapes import Answer, Instant
from comeback.web.changes import Change

_DELIVERIES = "/api/v1/cards/<card_id>/deliveries"


class DeliveryAnswer(Answer):
    """`state`: `planned` (as soon as possible), `waiting` (until `not_before`; `reason` is `outside_hours` or `full_cap`),
    `calling` (its end is not known yet), `done`, `uncertain` (somebody has to look whether it came), `dropped` for `reason`.
    """

    card_id: str
    state: IntentState
    not_before: Instant | None
    reason: str | None

    @classmethod
    def of(cls, card_id: str, intent: Intent) -> Self:
        """A link as it is now."""
        waits = intent.state is IntentState.WAITING
        said = intent.reason if intent.state in (IntentState.WAITING, IntentState.DROPPED) else None
        return cls(card_id=card_id, state=intent.state, not_before=intent.not_before if waits else None, reason=said)


class PreviewAnswer(Answer):
    """Had links been sent by message for the last `days`: `cards` that were looked at, and how many of them would have got none
    for which reason. `complete` is false for a program with more cards than are looked at.
    """

    days: int
    cards: int
    would_be_sent: int
    not_sent: dict[NoLink, int]
    complete: bool

    @classmethod
    def of(cls, preview: DeliveryPreview) -> Self:
        """As counted."""
        return cls(
            days=DAYS, cards=preview.cards, would_be_sent=preview.would_be_sent, not_sent=dict(preview.not_sent),
            complete=preview.is_complete,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeliveryCalls:
    """The use cases behind the routes."""

    again: SendAgain
    preview: PreviewDeliveries


class DeliveryRoutes:
    """Views: a request in, one use case, an answer out."""

    def __init__(self, calls: DeliveryCalls, calling: Calling) -> None:
        """`calling` knows the tenant."""
        self._calls = calls
        self._calling = calling

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        return [
            Endpoint(
                "POST", _DELIVERIES, self.send_again, "Send the card's link to its holder (again)", {202: DeliveryAnswer},
                (409, 503), change=Change("card.link_sent"),
            ),
            Endpoint("GET", _DELIVERIES, self.read_delivery, "What became of the card's last link", {200: DeliveryAnswer}),
            Endpoint(
                "GET", "/api/v1/programs/<program_id>/deliveries/preview", self.preview_deliveries,
                "How many links the last days would have sent; sends none", {200: PreviewAnswer},
            ),
        ]  # fmt: skip

    def send_again(self, card_id: str) -> Response[DeliveryAnswer]:
        """Consent, permitted hours and caps hold all the same. One that is under way already is answered."""
        card = card_of(card_id)
        return ok(DeliveryAnswer.of(card, self._calls.again(self._calling.tenant, card)), 202)

    def read_delivery(self, card_id: str) -> Response[DeliveryAnswer]:
        """404 also for a card whose link was never to be sent."""
        card = card_of(card_id)
        intent = self._calls.again.state(self._calling.tenant, card)
        if intent is None:
            raise NotFound("No link of this card was ever to be sent.")
        return ok(DeliveryAnswer.of(card, intent))

    def preview_deliveries(self, program_id: str) -> Response[PreviewAnswer]:
        """Cards are looked at as they are now."""
        return ok(PreviewAnswer.of(self._calls.preview(self._calling.tenant, program_of(program_id))))
