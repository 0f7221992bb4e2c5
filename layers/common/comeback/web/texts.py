"""What the pages say: outcomes, states, and where in Altegio a right is granted."""

from __future__ import annotations

from dataclasses import dataclass

from comeback.domain.connecting import ConnectOutcome
from comeback.domain.connection import ConnectionStatus
from comeback.domain.errors import RightNeeded, StateConflicted


@dataclass(frozen=True, slots=True)
class Explained:
    """A short name, a sentence, and how it looks: `good`, `wait` or `bad`."""

    title: str
    text: str
    tone: str


# The owner's pages in the navigation: path under /console, name.
SECTIONS = (
    ("", "Locations"),
    ("/programs", "Programs"),
    ("/cards", "Cards"),
    ("/attention", "Attention"),
    ("/trail", "Changes"),
    ("/keys", "API keys"),
)

OUTCOMES = {
    ConnectOutcome.CONNECTED: Explained("Connected", "The location is connected to your account.", "good"),
    ConnectOutcome.RESUMED: Explained("Connected again", "The location is back; cards and history are as they were.", "good"),
    ConnectOutcome.ALREADY: Explained("Connected before", "The location is connected already; nothing was changed.", "good"),
    ConnectOutcome.FROZEN: Explained(
        "Frozen by Altegio",
        "Altegio has suspended the application in this location, usually because of an unpaid period. It goes on by "
        "itself when Altegio lifts the suspension.",
        "wait",
    ),
    ConnectOutcome.QUEUED: Explained("In the queue", "This location is connected in a moment.", "wait"),
    ConnectOutcome.NOT_INSTALLED: Explained(
        "Not installed in Altegio",
        "Open the application in Altegio's marketplace, press Connect and agree to the rights; you come back here by yourself.",
        "bad",
    ),
    ConnectOutcome.TAKEN: Explained(
        "Connected to another account",
        "This location belongs to another Comeback account. Ask the owner of that account to sign you in, or write to "
        "us if the business has changed hands.",
        "bad",
    ),
    ConnectOutcome.NOT_MANAGER: Explained(
        "You do not manage this location",
        "Only its owner, or a user who may edit the rights of others, can connect a location. Ask such a person to "
        "press Connect in Altegio.",
        "bad",
    ),
    ConnectOutcome.ACTIVE_ELSEWHERE: Explained(
        "Active, but not through this account",
        "Altegio says that the application is active here, but we do not know who connected it. Disconnect it in "
        "Altegio's marketplace and press Connect again.",
        "bad",
    ),
    ConnectOutcome.TRY_AGAIN: Explained(
        "Not finished", "Altegio did not answer as it should. Nothing is lost: try again in a minute.", "wait"
    ),
}

STATES = {
    ConnectionStatus.ACTIVE: Explained("Active", "Visits are counted.", "good"),
    ConnectionStatus.ATTENTION: Explained(
        "Needs attention",
        "The location is connected, but rights are missing. Until they are granted, some visits are not counted.",
        "wait",
    ),
    ConnectionStatus.FROZEN: Explained(
        "Frozen by Altegio",
        "Altegio has suspended the application here. Nothing is lost: what happens meanwhile is counted when it goes on.",
        "wait",
    ),
    ConnectionStatus.UNINSTALLED: Explained(
        "Disconnected",
        "The application was removed in Altegio. Cards and history are kept; press Connect in Altegio's marketplace to "
        "go on.",
        "bad",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Right:
    """A right by the words an owner knows, and the path to its switch."""

    name: str
    why: str
    where: str


_USERS = "Altegio → Settings → Users → the user of the application"
_CALENDAR = f"{_USERS} → Appointment calendar"

_RIGHTS = {
    "timetable_access": Right("Appointment calendar", "to see bookings", _CALENDAR),
    "record_form_access": Right("Appointment window", "to see what was booked", f"{_CALENDAR} → Appointment window"),
    "record_form_client_access": Right(
        "Client in the appointment", "to know whose visit it was", f"{_CALENDAR} → Client data in the appointment"
    ),
    "records_finances_access": Right(
        "Payments of appointments", "to see whether a visit was paid", f"{_CALENDAR} → Payment for visits"
    ),
    "clients_access": Right("Client base", "to find your clients", f"{_USERS} → Clients → Access to the client base"),
    "client_phones_access": Right("Phones of clients", "to recognise a client by phone", f"{_USERS} → Clients → Phone numbers"),
    "finances_access": Right("Finances", "to see payments", f"{_USERS} → Finances"),
    "finances_transactions_access": Right("Payment transactions", "to see payments", f"{_USERS} → Finances → Transactions"),
    "edit_users_access": Right(
        "Users and their rights", "to check that you manage the location", f"{_USERS} → Settings → Users and rights"
    ),
    "clients_loyalty_read_access": Right(
        "Loyalty of clients", "to see their loyalty cards and memberships", f"{_USERS} → Clients → Loyalty"
    ),
    "loyalty_access": Right("Loyalty", "to see card types, balances and memberships", f"{_USERS} → Loyalty"),
    "loyalty_abonement_history_access": Right(
        "History of memberships", "to see how sessions were used", f"{_USERS} → Loyalty → History of memberships"
    ),
    "loyalty_cards_issue_and_removal_access": Right(
        "Issue of loyalty cards", "to give a client their card in Altegio", f"{_USERS} → Loyalty → Issue and removal of cards"
    ),
    "clients_edit_access": Right(
        "Changing clients", "to note the card at the client", f"{_USERS} → Clients → Editing clients"
    ),
    "send_sms": Right("Messages", "to send the link to a card", f"{_USERS} → Notifications → Sending messages"),
    "webhook_read_access": Right(
        "Webhook settings", "to see what Altegio sends us", f"{_USERS} → Settings → For developers"
    ),
    "settings_access": Right(
        "Settings of the location", "to change what Altegio sends us", f"{_USERS} → Settings → Access to the settings"
    ),
    "loyalty_card_type": Right(
        "A card type",
        "the program shows a balance that belongs to it",
        "Altegio → Loyalty → Card types, and the program's settings",
    ),
    "records": Right(
        "Reading bookings", "Altegio refused to show a booking", f"{_USERS}: compare with the rights the application asks for"
    ),
}  # fmt: skip


def refused(refusal: StateConflicted) -> str:
    """What is said of a refusal; where a right is missing, with the place of its switch."""
    if isinstance(refusal, RightNeeded):
        return f"{refusal} Grant it here: {right(refusal.slug).where}."
    return str(refusal)


def is_named(slug: str) -> bool:
    """Whether we have words for a right."""
    return slug in _RIGHTS


def right(slug: str) -> Right:
    """The words for a right; one that we have no words for keeps Altegio's name."""
    return _RIGHTS.get(slug) or Right(slug, "the application asks for it", _USERS)
