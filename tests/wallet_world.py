"""Jane's card, the door that phones call, and everything behind it, in memory; signatures are real."""

import json
import zipfile
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import httpx

from comeback.adapters.apple.pass_file import SignedPassFiles
from comeback.adapters.apple.signers import StoredSigners
from comeback.adapters.apple.signing import PassSigner
from comeback.adapters.words import words_for
from comeback.domain import links
from comeback.domain.card import Card, CardStatus, next_mark
from comeback.domain.connection import Tenant
from comeback.domain.customer import Profile
from comeback.domain.design import Design
from comeback.domain.ids import CardId, ProgramId
from comeback.domain.look import Given
from comeback.usecases import serve_phones
from comeback.usecases.prepare_artwork import PrepareArtwork
from comeback.usecases.read_pass import BuildPass, FindCard
from comeback.usecases.speak import Speak
from comeback.web.wallet import PhoneCalls, WalletDoor
from dev.phone.package import PassFile, open_pass
from tests import builders
from tests.api_world import Clock
from tests.certificates import PASS_TYPE, authority, pass_certificate
from tests.google_world import without_google
from tests.handlers.events import http_event
from tests.memory.artwork import MemoryArtworkStore, QuickArtist
from tests.memory.connections import MemoryConnections
from tests.memory.customers import MemoryCustomers
from tests.memory.directory import MemoryDirectory
from tests.memory.ledger import MemoryLedger
from tests.memory.messages import MemoryMessages
from tests.memory.mirrors import MemoryMirrors
from tests.memory.own_images import MemoryOwnImages
from tests.memory.passes import MemoryPasses
from tests.memory.programs import MemoryPrograms
from tests.memory.signing import MemorySigningIdentities, MemorySigningKeys
from tests.memory.store import Store

BASE = "https://comeback.example"
KEYS = {"k1": b"k" * 32}
DEVICE = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
SECOND_CARD, SECOND_PROGRAM = CardId("cd_" + "0" * 25 + "2"), ProgramId("pr_" + "0" * 25 + "2")
START = datetime(2026, 9, 21, 7, 21, 33, tzinfo=UTC)


class Answered:
    """An answer of the door; `body` is decoded."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.status: int = raw["statusCode"]
        values = {**raw.get("headers", {}), **raw.get("multiValueHeaders", {})}
        self.headers = {name.lower(): one[0] if isinstance(one, list) else str(one) for name, one in values.items()}
        text = raw.get("body") or ""
        self.body: bytes = b64decode(text) if raw.get("isBase64Encoded") else text.encode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def opened(answered: Answered) -> PassFile:
    """As a phone takes it."""
    return open_pass(answered.body, [authority().root.certificate])


class WalletWorld:
    """One card of ten stamps in one program, unless a test adds another."""

    def __init__(self) -> None:
        self.store, self.clock = Store(), Clock()
        self.clock.moment = START
        self.passes, self.artwork, self.messages = MemoryPasses(self.store), MemoryArtworkStore(), MemoryMessages()
        self.prepare = PrepareArtwork(QuickArtist(), self.artwork, MemoryOwnImages())
        customers, self.programs = MemoryCustomers(self.store), MemoryPrograms(self.store)
        connections = MemoryConnections(self.store)
        connections.create_tenant(Tenant(builders.TENANT, "La Visage", 1, "owner@example.com", START))
        connections.save(builders.TENANT, builders.connection())
        customers.register(builders.TENANT, Profile(builders.CUSTOMER, builders.TENANT, "+12125550123", "Jane Doe", START))
        self.find = FindCard(MemoryDirectory(self.store), customers, KEYS)
        self.identities, self.signing_keys = MemorySigningIdentities(self.store), MemorySigningKeys()
        self.signers = StoredSigners(authority().secret(pass_certificate()), self.identities, self.signing_keys)
        self.build = BuildPass(
            customers, self.programs, connections, MemoryLedger(self.store), self.artwork, self.signers, KEYS, f"{BASE}/apple",
            MemoryMirrors(self.store), words_for,
        )  # fmt: skip
        self.card = self.add_card(builders.CARD, builders.PROGRAM)
        self.door = WalletDoor(self._calls(), without_google(self.artwork))

    def _calls(self) -> PhoneCalls:
        authorize, speak = serve_phones.Authorize(self.find, self.build.pass_type_of), Speak(self.messages, self.clock)
        return PhoneCalls(
            serve_phones.RegisterDevice(authorize, self.passes, self.clock),
            serve_phones.UnregisterDevice(authorize, self.passes),
            serve_phones.ListChanged(self.passes, self.clock),
            serve_phones.FetchPass(authorize, self.build, speak),
            serve_phones.DownloadPass(self.find, self.build, speak),
        )

    def add_card(self, card_id: CardId, program_id: ProgramId) -> Card:
        """Jane's card in one more program."""
        program = self.programs.save(builders.TENANT, builders.program(id=program_id))
        self.prepare(program.tenant_id, program.design, program.size)
        card = replace(builders.card(), id=card_id, program_id=program_id, mark=next_mark(0, self.clock.now()))
        self.store.cards[card.tenant_id, card.customer_id, program_id] = card
        return card

    def head(self, card: Card | None = None) -> Card:
        """The card as it is now."""
        one = card or self.card
        return self.store.cards[one.tenant_id, one.customer_id, one.program_id]

    def change(self, card: Card | None = None, stamps: int = 1, **changes: Any) -> Card:
        """The card earns, or changes otherwise, as one commit with a new mark."""
        now = self.head(card)
        changed = replace(now, balance=now.balance + stamps, mark=next_mark(now.mark, self.clock.now()), **changes)
        self.store.cards[now.tenant_id, now.customer_id, now.program_id] = changed
        return changed

    def redesign(self, design: Design, *, draw: bool = True) -> None:
        """The program looks different now."""
        program = self.programs.get(builders.TENANT, self.card.program_id)
        assert program
        self.programs.save(builders.TENANT, replace(program, design=design))
        if draw:
            self.prepare(program.tenant_id, design, program.size)

    def erase(self) -> Card:
        return self.change(stamps=0, status=CardStatus.ERASED)

    def token(self, card: Card | None = None) -> str:
        """The pass's authentication token."""
        return links.apple_token(KEYS, card or self.card)

    def page_token(self) -> str:
        return links.page_token(KEYS, self.card)

    @property
    def page_link(self) -> str:
        return f"{BASE}/c/{self.page_token()}/pass.pkpass"

    def call(self, method: str, path: str, *, query: str = "", body: str | bytes | None = None, **headers: str) -> Answered:
        """One request as it comes from API Gateway."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return Answered(self.door(http_event(method, path, query=query, body=body, headers=sent), None))

    def register(self, device: str = DEVICE, push_token: str = "push-token", card: Card | None = None) -> Answered:
        one = card or self.card
        return self.call(
            "POST",
            f"/apple/v1/devices/{device}/registrations/{PASS_TYPE}/{one.id}",
            body=json.dumps({"pushToken": push_token}),
            authorization=f"ApplePass {self.token(one)}",
        )

    def ask(self, tag: str | None = None, device: str = DEVICE, pass_type: str = PASS_TYPE) -> Answered:
        query = "" if tag is None else str(httpx.QueryParams({"passesUpdatedSince": tag}))
        return self.call("GET", f"/apple/v1/devices/{device}/registrations/{pass_type}", query=query)

    def fetch(self, card: Card | None = None, **headers: str) -> Answered:
        one = card or self.card
        given = {"authorization": f"ApplePass {self.token(one)}", **headers}
        return self.call("GET", f"/apple/v1/passes/{PASS_TYPE}/{one.id}", **given)

    def download(self) -> Answered:
        """By the link of the card's page."""
        return self.call("GET", f"/c/{self.page_token()}/pass.pkpass")

    @property
    def given(self) -> Given:
        """What is remembered of passes that were given."""
        return self.messages.of(self.card.id).given

    def document(self) -> dict[str, Any]:
        """What the pass says now."""
        with zipfile.ZipFile(BytesIO(self.fetch().body)) as archive:
            document: dict[str, Any] = json.loads(archive.read("pass.json"))
        return document

    def transport(self) -> httpx.BaseTransport:
        """The way of a phone to the door."""
        return httpx.MockTransport(self._carry)

    def _carry(self, request: httpx.Request) -> httpx.Response:
        answered = self.call(
            request.method, request.url.path, query=request.url.query.decode(), body=request.read() or None,
            **{name: value for name, value in request.headers.items() if name != "host"},
        )  # fmt: skip
        return httpx.Response(answered.status, headers=answered.headers, content=answered.body)


@cache
def pass_files() -> SignedPassFiles:
    """Signs with the test's certificate, loaded once."""
    return SignedPassFiles(PassSigner(authority().secret(pass_certificate())))
