"""The reception desk's buttons: each is one act of the stand-in for Altegio."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dev.altegio.desk import Booking, Desk

Form = Mapping[str, str]
_RESENT = 6


@dataclass(frozen=True, slots=True)
class DeskButtons:
    """Acts by name, called with the form's fields; the answer is a sentence about what happened."""

    desk: Desk
    location: int

    def press(self, act: str, form: Form) -> str:
        """Raises KeyError for an act or a field that is not there, DeskError when the stand-in refuses."""
        acts: dict[str, Callable[[Form], str]] = {
            "book": self._book, "arrive": self._arrive, "pay": self._pay, "delete-payment": self._delete_payment,
            "cancel": self._cancel, "restore": self._restore, "resend": self._resend, "lose": self._lose,
        }  # fmt: skip
        return acts[act](form)

    def bookings(self) -> list[Booking]:
        """Newest first."""
        return sorted(self.desk.bookings(location=self.location), key=lambda one: one.booking_id, reverse=True)

    def _book(self, form: Form) -> str:
        booking = self.desk.book(int(form["client"]), form["service"], location=self.location)
        return f"Booking {booking.booking_id} is made."

    def _arrive(self, form: Form) -> str:
        return f"Booking {self.desk.arrive(int(form['booking'])).booking_id}: the client has arrived."

    def _pay(self, form: Form) -> str:
        return f"Booking {self.desk.pay(int(form['booking'])).booking.booking_id} is paid."

    def _delete_payment(self, form: Form) -> str:
        return f"Booking {self.desk.delete_payment(booking=int(form['booking'])).booking.booking_id}: the payment is deleted."

    def _cancel(self, form: Form) -> str:
        return f"Booking {self.desk.cancel(int(form['booking'])).booking_id} is cancelled."

    def _restore(self, form: Form) -> str:
        return f"Booking {self.desk.restore(int(form['booking'])).booking_id} is back."

    def _resend(self, _form: Form) -> str:
        count = self.desk.resend_webhooks(_RESENT, order="reversed")
        return f"The last events came again, newest first ({count})."

    def _lose(self, form: Form) -> str:
        count = int(form["count"])
        self.desk.lose_webhooks(count)
        return f"The next {count} events get lost; the sweep finds what they would have told."
