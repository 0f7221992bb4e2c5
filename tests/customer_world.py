"""A program of La Visage that people join and whose card they look at, and another business beside it, in memory."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from comeback.adapters.phones import LibraryPhones
from comeback.adapters.words import language_names, words_asked
from comeback.domain import links
from comeback.domain.card import Card, CardRef, CardStatus
from comeback.domain.connection import Tenant
from comeback.domain.customer import Profile
from comeback.domain.google_passes import GooglePass, GoogleState
from comeback.domain.ids import LocationId, ProgramId, TenantId
from comeback.domain.program import Program
from comeback.ports.passes import Device
from comeback.usecases.enrol_customer import EnrolCustomer
from comeback.usecases.issue_card import IssueCard
from comeback.usecases.join_program import FindOffer, JoinProgram
from comeback.usecases.limit_joins import LimitJoins
from comeback.usecases.read_pass import FindCard
from comeback.usecases.show_card_page import ShowCardPage
from comeback.usecases.show_card_state import ShowCardState
from comeback.usecases.time_form import TimeForm
from comeback.web.badges import Badges
from comeback.web.card_page import CardCalls
from comeback.web.customer_door import CustomerDoor
from comeback.web.join import JoinCalls
from comeback.web.readers import Languages
from tests import builders
from tests.api_world import BASE, NOW, Answered, Clock
from tests.handlers.events import http_event
from tests.memory.connections import MemoryConnections
from tests.memory.customers import MemoryCustomers
from tests.memory.directory import MemoryDirectory
from tests.memory.google import MemoryGooglePasses
from tests.memory.join_counts import MemoryJoinCounts
from tests.memory.mirrors import MemoryMirrors
from tests.memory.passes import MemoryPasses
from tests.memory.programs import MemoryPrograms
from tests.memory.queues import MemoryAccrualQueue
from tests.memory.store import Store
from tests.memory.system import Numbered

KEYS = {"k1": b"k" * 32}
MINE, THEIRS = builders.TENANT, builders.OTHER_TENANT
THEIR_PLACE, THEIR_PROGRAM = LocationId(24697), ProgramId("pr_" + "0" * 25 + "2")
JANE_PHONE = "+12125550123"
JANE = {"name": "Jane Doe", "phone": "(212) 555-0123", "consent_service": "yes"}


class CustomerWorld:
    """Both businesses have an active program; nobody has a card."""

    def __init__(self) -> None:
        self.store, self.clock, self.queue = Store(), Clock(), MemoryAccrualQueue()
        self.programs, self.connections = MemoryPrograms(self.store), MemoryConnections(self.store)
        self.customers, self.passes = MemoryCustomers(self.store), MemoryPasses(self.store)
        self.google = MemoryGooglePasses()
        self._open(MINE, "La Visage", builders.LA_VISAGE, builders.PROGRAM)
        self._open(THEIRS, "Barber Bob", THEIR_PLACE, THEIR_PROGRAM)
        directory, ids = MemoryDirectory(self.store), Numbered()
        find = FindCard(directory, self.customers, KEYS)
        self.find_offer = FindOffer(directory, self.programs, self.connections)
        issue = IssueCard(self.customers, ids, self.clock, "k1")
        enrol = EnrolCustomer(
            self.programs, self.connections, self.customers, LibraryPhones(), self.queue, issue, self.clock, ids
        )  # fmt: skip
        self.join_program = JoinProgram(enrol, KEYS, self.clock)
        self.counts, self.badges = MemoryJoinCounts(), Badges()
        self.time = TimeForm(KEYS, "k1", self.clock)
        self.state = ShowCardState(find, self.passes, self.google)
        self.show = ShowCardPage(find, self.programs, self.connections, self.passes, self.google, MemoryMirrors(self.store))
        self.door = self.door_with()

    def door_with(self, find: Any = None) -> CustomerDoor:
        """The door, maybe with another way to find an offer."""
        languages = Languages(words_asked, language_names())
        return CustomerDoor(CardCalls(self.show, self.state, self.badges), self.join_calls(find), languages, BASE)

    def join_calls(self, find: Any = None) -> JoinCalls:
        """The use cases of the form."""
        limit = LimitJoins(self.counts, KEYS, "k1", self.clock)
        return JoinCalls(find or self.find_offer, self.join_program, self.time, limit)

    def _open(self, tenant: TenantId, title: str, place: LocationId, program: ProgramId) -> None:
        self.connections.create_tenant(Tenant(tenant, title, int(place), "owner@example.com", NOW))
        self.connections.save(tenant, builders.connection(place, tenant))
        self.programs.save(tenant, builders.program(id=program, tenant=tenant, locations=(place,)))

    def change_program(self, **changes: Any) -> None:
        """Mine, as its owner changes it."""
        stored = self.store.programs[MINE, builders.PROGRAM]
        self.store.programs[MINE, builders.PROGRAM] = replace(stored, **changes)

    def program(self) -> Program:
        return self.store.programs[MINE, builders.PROGRAM]

    def know(self, phone: str = JANE_PHONE, tenant: TenantId = MINE, **known: Any) -> Profile:
        """Somebody whom the business knows."""
        profile = Profile(builders.CUSTOMER, tenant, phone, known.pop("name", "Janet Known"), NOW, **known)
        return self.customers.register(tenant, profile)[0]

    def give_card(self, **changes: Any) -> Card:
        """A card of the person above, as it stands now."""
        card = replace(builders.card(), **changes)
        self.store.cards[card.tenant_id, card.customer_id, card.program_id] = card
        return card

    def card(self) -> Card:
        """The only card there is."""
        (card,) = self.store.cards.values()
        return card

    def profile(self) -> Profile:
        """The only person there is."""
        (profile,) = self.store.profiles.values()
        return profile

    def close(self, card: Card, status: CardStatus) -> None:
        self.store.cards[card.tenant_id, card.customer_id, card.program_id] = replace(card, status=status)

    def install(self, card: Card) -> None:
        """A phone has the pass."""
        ref = CardRef(card.tenant_id, card.customer_id, card.program_id)
        self.passes.register(ref, card.id, "pass.dev.comeback", Device("device", "push", NOW))

    def save_to_google(self, card: Card, state: GoogleState = GoogleState.SAVED) -> None:
        self.google.rows[card.id] = GooglePass(state)

    def path(self, card: Card) -> str:
        return f"/c/{links.page_token(KEYS, card)}"

    def get(self, path: str, **headers: str) -> Answered:
        return self._call("GET", path, headers)

    def join(
        self,
        form: dict[str, str] | None = None,
        program: ProgramId = builders.PROGRAM,
        headers: Mapping[str, str] | None = None,
    ) -> Answered:
        return self._call("POST", f"/join/{program}", headers or {}, form=JANE if form is None else form)

    def post(self, path: str, form: dict[str, str], **headers: str) -> Answered:
        return self._call("POST", path, headers, form=form)

    def _call(self, method: str, path: str, headers: Mapping[str, str], **more: Any) -> Answered:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        path, _, query = path.partition("?")
        return Answered(self.door(http_event(method, path, query=query, headers=sent, **more), None))


def without_style(html: str) -> str:
    """What a page says, its style left out."""
    return re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
