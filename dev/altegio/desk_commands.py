"""What a receptionist can type after `python -m dev.altegio desk`."""

import argparse
import os
from collections.abc import Callable
from typing import Any

_EPILOG = """\
Names: a client by id, phone or name ("Jane Doe"); a service or product by id or title (Haircut);
a booking by its number or "last"; times as now, 14:00 (today) or "2026-09-21 14:00", the shop's clock.

An ordinary visit:
  desk book --client "Jane Doe" --service Haircut --at now
  desk arrive
  desk pay
and what happens next: desk delete-payment, desk cancel, desk move --at "2026-09-22 10:00", ...
"""

Say = Callable[..., argparse.Action]


def add_desk(commands: Any) -> None:
    """The desk's commands, each tied to its control route."""
    desk = commands.add_parser(
        "desk", help="play the reception desk of a running stand-in", epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    url = os.environ.get("ALTEGIO_APP_URL", "http://127.0.0.1:8788")
    desk.add_argument("--url", default=url, help="where the stand-in runs (%(default)s)")
    acts = desk.add_subparsers(metavar="ACT", required=True)
    _clients(acts)
    _timetable(acts)
    _attendance(acts)
    _till(acts)
    _loyalty(acts)
    _marketplace(acts)
    _controls(acts)


def _act(acts: Any, command: str, act: str, text: str, **fixed: Any) -> Say:
    """One command that plays an act; returns how to add its options."""
    return _command(acts, command, f"acts/{act}", "POST", text, **fixed)


def _command(acts: Any, command: str, path: str, method: str, text: str, **fixed: Any) -> Say:
    parser = acts.add_parser(command, help=text, description=text)
    parser.set_defaults(route=(method, path), **fixed)
    add: Say = parser.add_argument
    return add


def _booking(say: Say) -> None:
    say("--booking", default="last", metavar="NUMBER", help='which booking (default: the "last" one)')


def _location(say: Say) -> None:
    say("--location", type=int, metavar="NUMBER", help="which shop (default: 4564, La Visage)")


def _clients(acts: Any) -> None:
    say = _act(acts, "add-client", "add_client", "write a new client into the list")
    say("--name", required=True)
    for option in ("--surname", "--phone", "--email", "--birth-date"):
        say(option)
    _location(say)
    say = _act(acts, "change-client", "change_client", "correct a client's name, phone or e-mail")
    say("--client", required=True)
    for option in ("--name", "--surname", "--phone", "--email"):
        say(option)
    _location(say)
    say = _act(acts, "delete-client", "delete_client", "remove a client from the list")
    say("--client", required=True)
    _location(say)
    _location(_act(acts, "clients", "list_clients", "show the list of clients"))
    _of_client(acts, "show-client", "show a client with notes and messages")
    for command, text in (("add-client-field", "give clients a field of their own"), ("remove-client-field", "take it away")):
        say = _act(acts, command, command.replace("-", "_"), text)
        say("--code", required=True, help="for example comeback_card")
        _location(say)


def _timetable(acts: Any) -> None:
    say = _act(acts, "book", "book", "write a booking into the timetable")
    say("--client", help="who comes")
    say("--walk-in", action="store_true", help="nobody we know")
    say("--service", dest="services", action="append", required=True, help="what for; may be given several times")
    say("--at", default="now", help="when")
    say("--visit", type=int, help="join this visit instead of starting one")
    say("--staff", type=int, help="with whom")
    _location(say)
    for command, act, text in (("show", "show", "show a booking"), ("cancel", "cancel", "delete a booking"),
                               ("restore", "restore", "bring a deleted booking back")):  # fmt: skip
        _booking(_act(acts, command, act, text))
    say = _act(acts, "move", "move", "move a booking to another day or hour")
    _booking(say)
    say("--at", required=True, help="when")
    say = _act(acts, "give-to", "give_to", "write a booking on another client")
    _booking(say)
    say("--client", required=True)
    say = _act(acts, "bookings", "list_bookings", "show the timetable")
    say("--day", metavar="YYYY-MM-DD")
    _location(say)


def _attendance(acts: Any) -> None:
    for command, state, text in (
        ("arrive", "arrived", "the client is here"), ("confirm", "confirmed", "the client says they will come"),
        ("no-show", "no_show", "the client did not come"), ("wait", "waiting", "back to waiting"),
    ):  # fmt: skip
        _booking(_act(acts, command, "set_attendance", text, state=state))


def _till(acts: Any) -> None:
    for command, what in (("add-service", "service"), ("add-product", "product")):
        say = _act(acts, command, command.replace("-", "_"), f"one more {what} in a booking")
        _booking(say)
        say(f"--{what}", required=True)
        say("--quantity", type=int)
        say("--discount", metavar="PERCENT")
        say("--price")
    say = _act(acts, "remove-line", "remove_line", "take a service or product out of a booking")
    _booking(say)
    say("--line", required=True, metavar="TITLE")
    say = _act(acts, "discount", "discount_line", "give a discount on a service or product")
    _booking(say)
    say("--line", required=True, metavar="TITLE")
    say("--percent", required=True)
    say = _act(acts, "set-cost", "set_cost", "what a service or product costs in all")
    _booking(say)
    say("--line", required=True, metavar="TITLE")
    say("--cost", required=True)
    say = _act(acts, "pay", "pay", "take a payment (default: all that is due, by card)")
    _payment(say)
    say("--amount", help="only so much, or more (a tip)")
    say = _act(acts, "refund", "refund", "give money back")
    _payment(say)
    say("--amount", required=True)
    say = _act(acts, "delete-payment", "delete_payment", "delete a payment, or all payments of a booking")
    _booking(say)
    say("--payment", type=int, metavar="NUMBER", help="only this one")


def _payment(say: Say) -> None:
    _booking(say)
    say("--method", choices=("card", "cash", "account", "gift_card", "bonus", "session"), help="how")
    say("--line", metavar="TITLE", help="for this service or product only")
    say("--names", choices=("lines", "booking", "visit"), help="what the payment is written on")


def _loyalty(acts: Any) -> None:
    say = _of_client(acts, "issue-card", "give a client a loyalty card")
    say("--balance")
    say = _of_client(acts, "change-card", "put points on a card, or take some")
    say("--by", required=True, metavar="AMOUNT")
    say("--kind", choices=("cashback", "referral", "manual", "taken", "expired"), help="why")
    say("--booking", metavar="NUMBER", help="in the visit of this booking")
    _of_client(acts, "remove-card", "delete a loyalty card")
    _act(acts, "remove-card-type", "remove_card_type", "delete the type of the loyalty cards")
    _memberships(acts)
    _promotions(acts)
    _gift_cards(acts)


def _memberships(acts: Any) -> None:
    say = _of_client(acts, "sell-membership", "sell prepaid sessions")
    for option in ("--sessions", "--days", "--service"):
        say(option, type=int)
    say("--title")
    _membership(acts, "debit-membership", "take sessions")("--sessions", type=int)
    _membership(acts, "freeze-membership", "pause a membership")("--till", required=True, metavar="YYYY-MM-DD")
    _membership(acts, "unfreeze-membership", "end the pause")
    _booking(_membership(acts, "debit-for-nobody", "take a session for an appointment to which nobody came"))
    _membership(acts, "renew-membership", "its sessions are back, and it ends later")("--days", type=int)
    say = _membership(acts, "set-renewal", "how its subscription is")
    say("--state", required=True, choices=("active", "cancelled", "suspended", "expired"))


def _promotions(acts: Any) -> None:
    say = _act(acts, "add-promotion", "add_promotion", "what cards of a type give")
    say("--kind", required=True, metavar="NAME", help="as Altegio calls it, e.g. cashback_accumulative_paid")
    for option in ("--title", "--value"):
        say(option)
    say("--card-type", type=int, metavar="NUMBER")
    say("--steps", metavar="FROM=VALUE,...", help="from which value of its counter it gives how much")
    say = _of_client(acts, "count-on-card", "more on the counters of a card")
    for option in ("--paid", "--sold"):
        say(option)
    say("--visits", type=int)


def _gift_cards(acts: Any) -> None:
    say = _of_client(acts, "sell-gift-card", "sell money on a code")
    for option in ("--par", "--code"):
        say(option)
    say("--days", type=int)
    say("--single", action="store_true", default=None, help="for one payment only")
    _act(acts, "change-gift-card", "change_gift_card", "edit a gift card's balance")("--by", required=True, metavar="AMOUNT")


def _of_client(acts: Any, command: str, text: str) -> Say:
    say = _act(acts, command, command.replace("-", "_"), text)
    say("--client", required=True)
    _location(say)
    return say


def _membership(acts: Any, command: str, text: str) -> Say:
    say = _act(acts, command, command.replace("-", "_"), text)
    say("--membership", type=int, metavar="NUMBER", help="which one (default: the latest)")
    return say


def _marketplace(acts: Any) -> None:
    say = _act(acts, "press-connect", "press_connect", "press Connect on the application's card; prints the redirect")
    say("--location", dest="locations", type=int, action="append", metavar="NUMBER", help="may be given several times")
    say("--user", type=int, metavar="NUMBER", help="who presses (default: 746310, the owner)")
    say("--redirect-url", default="http://127.0.0.1:8787/altegio/connect")
    for command, text in (("uninstall", "remove the application"), ("freeze", "freeze the application"),
                          ("unfreeze", "the application works again")):  # fmt: skip
        _location(_act(acts, command, command, text))
    for command, text in (("take-right", "take a right from the application"), ("give-right", "give the right back")):
        say = _act(acts, command, command.replace("-", "_"), text)
        say("--slug", required=True, help="for example clients_access")
        _location(say)


def _controls(acts: Any) -> None:
    _command(acts, "counters", "counters", "GET", "calls and webhooks so far")
    _command(acts, "reset-counters", "counters/reset", "POST", "begin to count at nothing")
    _command(acts, "webhooks", "webhooks", "GET", "events so far and how they travel")
    say = _command(acts, "lose-webhooks", "webhooks", "POST", "lose the next events")
    say("--count", dest="lose", type=int, default=1, help="how many (1); -1: all; 0: none any more")
    say = _command(acts, "duplicate-webhooks", "webhooks", "POST", "send every event several times")
    say("--copies", type=int, default=2, help="how often (2); 1 is normal")
    _command(acts, "hold-webhooks", "webhooks", "POST", "keep events back", hold=True)
    for command, text in (("flush-webhooks", "send events that were kept back"), ("resend-webhooks", "send events again")):
        say = _command(acts, command, command.split("-")[1] + "/" + command.split("-")[0], "POST", text)
        say("--order", choices=("kept", "reversed", "shuffled"))
        say("--copies", type=int)
        if command == "resend-webhooks":
            say("--last", type=int, default=1, help="how many of the latest (1)")
    say = _command(acts, "go-down", "faults", "POST", "answer 503 to every call", trouble="status", count=-1)
    say("--for-seconds", type=float, help="for a while (default: until come-back)")
    _command(acts, "come-back", "faults/clear", "POST", "answer again")
