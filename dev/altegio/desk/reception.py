"""Clients, timetable and till."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from dev.altegio.desk.results import Booking, ClientEntry, Paid
from dev.altegio.desk.wire import Wire

Amount = Decimal | int | float | str
Which = int | str
Method = Literal["card", "cash", "account", "gift_card", "bonus", "session"]
Names = Literal["lines", "booking", "visit"]


def _text(amount: Amount | None) -> str | None:
    return None if amount is None else str(amount)


class ReceptionDesk(Wire):
    """Bookings are named by id or "last"; clients by id, phone or name; services by id or title.

    Times are the location's wall clock: "now", "14:00", "2026-09-21 14:00". Location 4564 unless another is named.
    """

    def add_client(
        self, name: str, *, surname: str = "", phone: str = "", email: str = "", birth_date: str = "",
        location: int | None = None,
    ) -> ClientEntry:  # fmt: skip
        """A new client; an event goes out."""
        return ClientEntry(**self.act(
            "add_client", name=name, surname=surname, phone=phone, email=email, birth_date=birth_date, location=location,
        ))  # fmt: skip

    def add_many_clients(self, count: int, *, first_phone: str | None = None, location: int | None = None) -> int:
        """A full list of clients at once, with one phone after the other; nobody is told. How many."""
        arguments = {"count": count, "first_phone": first_phone, "location": location}
        return int(self.act("add_many_clients", **arguments)["clients"])

    def change_client(
        self, client: Which, *, name: str | None = None, surname: str | None = None, phone: str | None = None,
        email: str | None = None, location: int | None = None,
    ) -> ClientEntry:  # fmt: skip
        """Another name, phone or e-mail."""
        return ClientEntry(**self.act(
            "change_client", client=client, name=name, surname=surname, phone=phone, email=email, location=location,
        ))  # fmt: skip

    def delete_client(self, client: Which, *, location: int | None = None) -> ClientEntry:
        """Remove a client; the bookings stay."""
        return ClientEntry(**self.act("delete_client", client=client, location=location))

    def clients(self, location: int | None = None) -> list[ClientEntry]:
        """Everybody of a location."""
        return [ClientEntry(**one) for one in self.act("list_clients", location=location)["clients"]]

    def book(
        self, client: Which | None, services: Which | Sequence[Which], *, at: str = "now", visit: int | None = None,
        staff: int | None = None, location: int | None = None, comment: str = "",
    ) -> Booking:  # fmt: skip
        """A booking; None is a walk-in, `visit` joins it to one that exists."""
        several = [services] if isinstance(services, int | str) else list(services)
        arguments = {"services": several, "at": at, "visit": visit, "staff": staff, "location": location}
        given = {name: value for name, value in arguments.items() if value is not None}
        return Booking.of(self.call("POST", "acts/book", {"client": client, "comment": comment, **given}))

    def arrive(self, booking: Which = "last") -> Booking:
        """The client came."""
        return self._attend(booking, "arrived")

    def confirm(self, booking: Which = "last") -> Booking:
        """The client said yes, and has not come yet."""
        return self._attend(booking, "confirmed")

    def no_show(self, booking: Which = "last") -> Booking:
        """The client did not come."""
        return self._attend(booking, "no_show")

    def wait(self, booking: Which = "last") -> Booking:
        """Back to waiting."""
        return self._attend(booking, "waiting")

    def _attend(self, booking: Which, state: str) -> Booking:
        return Booking.of(self.act("set_attendance", booking=booking, state=state))

    def add_service(
        self, booking: Which, service: Which, *, quantity: int = 1, discount: Amount = 0, price: Amount | None = None
    ) -> Booking:
        """One more service; `discount` in percent."""
        return Booking.of(self.act(
            "add_service", booking=booking, service=service, quantity=quantity, discount=str(discount), price=_text(price),
        ))  # fmt: skip

    def add_product(
        self, booking: Which, product: Which, *, quantity: int = 1, discount: Amount = 0, price: Amount | None = None,
        sold_as: Literal["product", "membership", "gift_card"] = "product",
    ) -> Booking:  # fmt: skip
        """Sell a product, or something that is used later."""
        return Booking.of(self.act(
            "add_product", booking=booking, product=product, quantity=quantity, discount=str(discount),
            price=_text(price), sold_as=sold_as,
        ))  # fmt: skip

    def remove_line(self, booking: Which, line: Which) -> Booking:
        """Take a service or product out of a booking."""
        return Booking.of(self.act("remove_line", booking=booking, line=line))

    def discount(self, booking: Which, line: Which, percent: Amount) -> Booking:
        """A discount on a line."""
        return Booking.of(self.act("discount_line", booking=booking, line=line, percent=str(percent)))

    def set_cost(self, booking: Which, line: Which, cost: Amount) -> Booking:
        """What a line costs in all."""
        return Booking.of(self.act("set_cost", booking=booking, line=line, cost=str(cost)))

    def pay(
        self, booking: Which = "last", amount: Amount | None = None, *, method: Method = "card",
        line: Which | None = None, names: Names = "lines",
    ) -> Paid:  # fmt: skip
        """Pay what is due, or an amount; `names` what the payment names in Altegio when no line is given."""
        return Paid.of(self.act("pay", booking=booking, amount=_text(amount), method=method, line=line, names=names))

    def refund(
        self, booking: Which, amount: Amount, *, method: Method = "card", line: Which | None = None,
        names: Names = "booking",
    ) -> Paid:  # fmt: skip
        """Give money back as a negative payment; `amount` is positive."""
        return Paid.of(self.act("refund", booking=booking, amount=str(amount), method=method, line=line, names=names))

    def delete_payment(self, payment: int | None = None, *, booking: Which = "last") -> Paid:
        """Delete a payment, or all of a booking when none is named."""
        return Paid.of(self.act("delete_payment", payment=payment, booking=booking))

    def cancel(self, booking: Which = "last") -> Booking:
        """Delete a booking."""
        return Booking.of(self.act("cancel", booking=booking))

    def restore(self, booking: Which = "last") -> Booking:
        """Take the deletion back."""
        return Booking.of(self.act("restore", booking=booking))

    def move(self, booking: Which, at: str) -> Booking:
        """Another day or hour."""
        return Booking.of(self.act("move", booking=booking, at=at))

    def give_to(self, booking: Which, client: Which | None) -> Booking:
        """Another client, or nobody."""
        return Booking.of(self.call("POST", "acts/give_to", {"booking": booking, "client": client}))

    def booking(self, booking: Which = "last") -> Booking:
        """A booking as it is now."""
        return Booking.of(self.act("show", booking=booking))

    def bookings(self, *, location: int | None = None, day: str | None = None) -> list[Booking]:
        """Bookings of a location, or of one day (`YYYY-MM-DD`)."""
        return [Booking.of(one) for one in self.act("list_bookings", location=location, day=day)["bookings"]]
