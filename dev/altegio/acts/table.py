"""Every act by name: the desk's routes, its Python interface and its command line follow this table."""

import inspect
from collections.abc import Callable
from typing import Any

from dev.altegio.acts import bookings, clients, gifts, loyalty, marketplace, memberships, till, world, writes
from dev.altegio.acts.stage import Stage
from dev.altegio.shapes.context import Json
from dev.altegio.world import RefusedError, UnknownError

Act = Callable[..., Json]

ACTS: dict[str, Act] = {
    act.__name__: act
    for act in (
        clients.add_client, clients.add_many_clients, clients.change_client, clients.delete_client, clients.list_clients,
        writes.add_client_field, writes.remove_client_field, writes.show_client,
        bookings.book, bookings.set_attendance, bookings.add_service, bookings.add_product, bookings.remove_line,
        bookings.discount_line, bookings.set_cost, bookings.cancel, bookings.restore, bookings.move, bookings.give_to,
        bookings.show, bookings.list_bookings, till.pay, till.refund, till.delete_payment,
        loyalty.issue_card, loyalty.change_card, loyalty.remove_card, loyalty.remove_card_type, loyalty.add_promotion,
        loyalty.remove_promotion, loyalty.count_on_card, memberships.sell_membership, memberships.debit_membership,
        memberships.freeze_membership, memberships.unfreeze_membership, memberships.debit_for_nobody,
        memberships.renew_membership, memberships.set_renewal, gifts.sell_gift_card, gifts.change_gift_card,
        gifts.add_gift_card_type,
        marketplace.press_connect, marketplace.sign_user_data, marketplace.uninstall, marketplace.freeze,
        marketplace.unfreeze, marketplace.owner_pays, marketplace.take_right, marketplace.give_right,
        marketplace.set_callback_url, world.add_location, world.add_item, world.add_user, world.remove_user,
        world.shift_clock, world.payments_touch_records,
    )
}  # fmt: skip


def play(stage: Stage, name: str, arguments: dict[str, Any]) -> Json:
    """Do it. Raises UnknownError for a thing or act that is not there, RefusedError for what makes no sense."""
    act = ACTS.get(name)
    if act is None:
        raise UnknownError(f"act {name!r}; there are {', '.join(ACTS)}")
    try:
        inspect.signature(act).bind(stage, **arguments)
    except TypeError as problem:
        raise RefusedError(f"{name}: {problem}") from None
    stage.dirty = True
    return act(stage, **arguments)
