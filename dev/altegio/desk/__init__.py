"""The reception desk in Python: `Desk(base_url)` plays every act and turns every control of a running stand-in."""

from dev.altegio.desk.controls import ControlDesk
from dev.altegio.desk.loyalty import LoyaltyDesk
from dev.altegio.desk.marketplace import MarketplaceDesk
from dev.altegio.desk.reception import ReceptionDesk
from dev.altegio.desk.results import Booking, ClientEntry, Counted, Line, Paid, Payment, Redirect
from dev.altegio.desk.wire import DeskError
from dev.altegio.desk.writes import WritesDesk


class Desk(ReceptionDesk, LoyaltyDesk, WritesDesk, MarketplaceDesk, ControlDesk):
    """Synchronous; usable from several threads. Every method raises DeskError when the stand-in refuses."""


__all__ = ["Booking", "ClientEntry", "Counted", "Desk", "DeskError", "Line", "Paid", "Payment", "Redirect"]
