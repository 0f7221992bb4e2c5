"""A world with one card and a Google Wallet in memory: offer, push, callbacks."""

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, NoReturn

from comeback.adapters.google.callbacks import verify_ecdsa
from comeback.adapters.words import words_for
from comeback.domain.card import Card
from comeback.domain.connection import Tenant
from comeback.domain.customer import Profile
from comeback.domain.google_passes import GooglePass, GoogleState, class_id, object_id
from comeback.domain.ids import CardId
from comeback.domain.links import page_token
from comeback.messages import CardChanged
from comeback.ports.artwork import ArtworkStore
from comeback.ports.google_callbacks import RootKey
from comeback.ports.google_wallet import GoogleAbsentError
from comeback.usecases.offer_google import OfferGoogle
from comeback.usecases.publish_program import PublishProgram
from comeback.usecases.push_google import GooglePushed, PushGoogle
from comeback.usecases.read_pass import FindCard
from comeback.usecases.receive_google_callback import CallbackOutcome, ReceiveGoogleCallback
from comeback.usecases.show_picture import ShowPicture
from comeback.usecases.speak import Speak
from comeback.usecases.write_google_object import ReadCardContent, WriteGoogleObject
from comeback.web.google import GoogleCalls
from dev.google.callbacks import Signer
from tests import builders
from tests.api_world import BASE, NOW, Clock
from tests.memory.connections import MemoryConnections
from tests.memory.customers import MemoryCustomers
from tests.memory.directory import MemoryDirectory
from tests.memory.google import ISSUER, MemoryGooglePasses, MemoryGoogleQueue, MemoryGoogleWallet, MemoryRootKeys
from tests.memory.ledger import MemoryLedger
from tests.memory.messages import MemoryMessages
from tests.memory.mirrors import MemoryMirrors
from tests.memory.programs import MemoryPrograms
from tests.memory.store import Store

KEYS = {"k1": b"k" * 32}
OBJECT = object_id(ISSUER, builders.CARD)
CLASS = class_id(ISSUER, builders.PROGRAM)


@dataclass
class GoogleWorld:
    """Jane's card of the program "10 visits"; `google` may be another GoogleWallet than the one in memory."""

    pause_seconds: int = 60
    store: Store = field(default_factory=Store)
    clock: Clock = field(default_factory=Clock)
    passes: MemoryGooglePasses = field(default_factory=MemoryGooglePasses)
    google: MemoryGoogleWallet = field(default_factory=MemoryGoogleWallet)
    queue: MemoryGoogleQueue = field(default_factory=MemoryGoogleQueue)

    def __post_init__(self) -> None:
        store = self.store
        tenant = Tenant(builders.TENANT, "La Visage", 7, "owner@example.com", NOW, (builders.LA_VISAGE,))
        store.tenants[tenant.id] = tenant
        store.connections[builders.LA_VISAGE] = builders.connection()
        store.programs[builders.TENANT, builders.PROGRAM] = builders.program()
        jane = Profile(builders.CUSTOMER, builders.TENANT, "+12125550123", "Jane Doe", NOW, "jane@example.com")
        store.profiles[builders.TENANT, builders.CUSTOMER] = jane
        self.put(builders.card(balance=3))
        self.google.classes[CLASS] = {"id": CLASS}
        customers, directory = MemoryCustomers(store), MemoryDirectory(store)
        self.read = ReadCardContent(
            customers, MemoryPrograms(store), MemoryConnections(store), MemoryLedger(store), MemoryMirrors(store), words_for
        )
        self.write = WriteGoogleObject(self.read, self.google, BASE)
        self.offer = OfferGoogle(FindCard(directory, customers, KEYS), customers, self.passes, self.write)
        self.messages = MemoryMessages()
        pause = timedelta(seconds=self.pause_seconds)
        self.push = PushGoogle(
            customers, self.passes, self.write, Speak(self.messages, self.clock), self.queue, self.clock, pause
        )
        self.publish = PublishProgram(self.write, self.queue)
        self.signer = Signer(lambda: self.clock.now().timestamp())
        self.roots = MemoryRootKeys(self.published())
        self.receive = ReceiveGoogleCallback(ISSUER, self.roots, verify_ecdsa, directory, self.passes, self.clock)

    @property
    def card(self) -> Card:
        return self.store.cards[builders.TENANT, builders.CUSTOMER, builders.PROGRAM]

    @property
    def row(self) -> GooglePass:
        return self.passes.rows[builders.CARD]

    @property
    def told(self) -> dict[str, Any]:
        """The card's object at Google."""
        return self.google.objects[OBJECT]

    def put(self, card: Card) -> None:
        self.store.cards[card.tenant_id, card.customer_id, card.program_id] = card

    def token(self) -> str:
        return page_token(KEYS, self.card)

    def offered(self) -> "GoogleWorld":
        assert self.offer(self.token())
        self.google.calls.clear()
        return self

    def saved(self) -> "GoogleWorld":
        self.offered()
        self.google.saved.add(OBJECT)
        assert self.passes.note_event(builders.CARD, GoogleState.SAVED, "saved", self.clock.now())
        return self

    def change(self, by: int = 1, **fields: Any) -> CardChanged:
        """The balance changes, and with it the mark."""
        card = self.card
        self.put(replace(card, balance=card.balance + by, mark=card.mark + 1000, **fields))
        return self.news()

    def news(self) -> CardChanged:
        card = self.card
        return CardChanged(card.tenant_id, card.customer_id, card.program_id, card.id, card.mark)

    def changed_after(self, seconds: int = 0, by: int = 1) -> GooglePushed:
        """Time passes, the balance changes, and Google is told."""
        self.clock.pass_by(timedelta(seconds=seconds))
        return self.push(self.change(by))

    def published(self) -> list[RootKey]:
        """The stand-in's root keys in our form."""
        return [
            RootKey(b64decode(key["keyValue"]), key["protocolVersion"], int(key["keyExpiration"]))
            for key in self.signer.keys()["keys"]
        ]

    def envelope(self, event: str = "save", issuer: str = ISSUER, **message: Any) -> dict[str, Any]:
        """A callback as Google would send it."""
        return self.signer.envelope(issuer, {**self.signer.message(CLASS, OBJECT, event), **message})

    def called_back(self, envelope: dict[str, Any], change: Callable[[dict[str, Any]], None] | None = None) -> CallbackOutcome:
        if change:
            change(envelope)
        return self.receive(json.dumps(envelope).encode())


def without_google(artwork: ArtworkStore) -> GoogleCalls:
    """A stage that has no service account."""

    def absent() -> NoReturn:
        raise GoogleAbsentError("there is no service account here")

    return GoogleCalls(absent, absent, ShowPicture(artwork))


def card_numbered(number: int) -> CardId:
    """Ids of cards in order."""
    return CardId(f"cd_{number:026d}")
