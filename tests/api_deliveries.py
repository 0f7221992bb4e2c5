"""What is asked about links of cards behind the API's door, over the world's memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.usecases.read_cards import ReadCard
from comeback.usecases.send_again import PreviewDeliveries, SendAgain
from comeback.web.api.delivery_routes import DeliveryCalls

if TYPE_CHECKING:
    from tests.api_world import ApiWorld


def delivery_calls(world: ApiWorld) -> DeliveryCalls:
    """Wired as bootstrap wires them."""
    again = SendAgain(
        ReadCard(world.directory, world.customers), world.directory, world.programs, world.customers, world.intents,
        world.attention, world.queue, world.ids, world.clock,
    )  # fmt: skip
    return DeliveryCalls(again, PreviewDeliveries(world.programs, world.customers, world.intents, world.clock))
