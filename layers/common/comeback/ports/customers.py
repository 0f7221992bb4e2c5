"""Customers, their links to Altegio's clients, and their cards."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from comeback.domain.card import Card, CardRef
from comeback.domain.customer import Link, Profile
from comeback.domain.ids import ClientId, CustomerId, LocationId, ProgramId, TenantId


class PhoneTaken(Exception):  # noqa: N818 - a past-tense fact (style.md §4)
    """The phone belongs to another customer of the tenant."""


class Customers(Protocol):
    """One customer per tenant and phone; one card per customer and program, made impossible to double by the keys."""

    def find_by_phone(self, tenant: TenantId, phone: str) -> CustomerId | None:
        """Who has this phone (E.164 with plus)."""

    def register(self, tenant: TenantId, profile: Profile) -> tuple[Profile, bool]:
        """Store a new person, or answer with the one who has this phone already; the flag says whether it is new."""

    def profile(self, tenant: TenantId, customer: CustomerId) -> Profile | None:
        """Personal data of a customer."""

    def profiles(self, tenant: TenantId, customers: Sequence[CustomerId]) -> Mapping[CustomerId, Profile]:
        """Personal data of many customers in one request; unknown ones are left out."""

    def save_profile(self, tenant: TenantId, profile: Profile) -> None:
        """Replace name, e-mail, birthday and consents; the phone and the links to clients stay as stored."""

    def change_profile(self, tenant: TenantId, customer: CustomerId, change: Callable[[Profile], Profile]) -> Profile | None:
        """Replace the profile by what `change` makes of the stored one, which it may be asked more than once; links to clients
        stay as stored. Another phone takes its pointer with it, an empty one leaves none. None: there is no such customer.

        Raises PhoneTaken, and then nothing was written.
        """

    def move_client(self, tenant: TenantId, link: Link, source: CustomerId, target: CustomerId) -> None:
        """Tie a client of one customer to another one; doing it again changes nothing.

        Raises NotFound when the client is tied to neither, and for a target who is not there.
        """

    def link_client(self, tenant: TenantId, location: LocationId, client: ClientId, customer: CustomerId) -> None:
        """Tie an Altegio client to a customer; doing it again changes nothing.

        Raises NotFound for a customer who is not the tenant's, and for a client who is tied to another tenant's.
        """

    def issue(self, tenant: TenantId, card: Card) -> tuple[Card, bool]:
        """Store a new card, or answer with the one the customer has in this program; the flag says whether it is new."""

    def card(self, ref: CardRef) -> Card | None:
        """One head, strongly consistent."""

    def cards(self, tenant: TenantId, customer: CustomerId) -> Sequence[Card]:
        """All heads of a customer."""

    def cards_of_program(
        self, tenant: TenantId, program: ProgramId, limit: int, cursor: str | None
    ) -> tuple[Sequence[Card], str | None]:
        """A page of a program's cards in the order of their ids, and the cursor of the next page."""
