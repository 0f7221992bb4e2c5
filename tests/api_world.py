"""Two businesses whose systems talk to the REST API: everything behind its door, in memory."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from comeback.adapters.phones import LibraryPhones
from comeback.adapters.words import languages, words_asked
from comeback.domain.connection import Tenant
from comeback.domain.design import Design
from comeback.domain.ids import LocationId, TenantId
from comeback.usecases.change_program import ChangeProgram
from comeback.usecases.explain_visit import ExplainVisit
from comeback.usecases.issue_card import IssueCard
from comeback.usecases.list_entries import ListEntries
from comeback.usecases.manage_api_keys import CreateApiKey, HolderOfKey, RevokeApiKey
from comeback.usecases.note_change import NoteChange
from comeback.usecases.preview_card import PreviewCard
from comeback.usecases.sign_in import IssueSignInLink
from comeback.usecases.start_sync import CommitBackfill, FollowSync, StartSync
from comeback.usecases.sync_phases import SyncPhases
from comeback.usecases.webhook_settings import ReadWebhookSettings, WriteWebhookSettings
from comeback.web.api.door import ApiCalls, ApiDoor
from comeback.web.api.drift_routes import DriftCalls
from comeback.web.api.entrance import Entrance
from comeback.web.api.operator_routes import OperatorCalls
from comeback.web.api.sync_routes import SyncCalls
from comeback.web.api.tenant_routes import TenantCalls
from comeback.web.api.webhook_routes import WebhookCalls
from comeback.web.changes import Witness
from tests import builders
from tests.api_balances import attention_calls, balance_calls
from tests.api_deliveries import delivery_calls
from tests.api_document import ApiDocument
from tests.api_people import card_calls, customer_calls
from tests.api_programs import design_calls, preview_card, program_calls, signing_calls
from tests.api_recalculations import recalculation_calls
from tests.handlers.events import http_event
from tests.memory.api_keys import MemoryApiKeys
from tests.memory.artwork import MemoryArtworkStore
from tests.memory.attention import MemoryAttention
from tests.memory.audits import MemoryAudits
from tests.memory.connections import MemoryConnections
from tests.memory.customers import MemoryCustomers
from tests.memory.directory import MemoryDirectory
from tests.memory.google import MemoryGooglePasses
from tests.memory.intents import MemoryIntents
from tests.memory.ledger import MemoryLedger
from tests.memory.messages import MemoryMessages
from tests.memory.mirrors import MemoryMirrors
from tests.memory.own_images import MemoryOwnImages
from tests.memory.passes import MemoryPasses
from tests.memory.programs import MemoryPrograms
from tests.memory.queues import MemoryAccrualQueue, MemorySyncQueue
from tests.memory.recalculations import MemoryRecalculations
from tests.memory.sessions import MemorySessions
from tests.memory.signing import MemorySigningIdentities, MemorySigningKeys
from tests.memory.store import Store
from tests.memory.sync_jobs import MemorySyncJobs
from tests.memory.system import MovedClock, Numbered
from tests.memory.trail import MemoryTrail
from tests.memory.webhook_desk import MemoryWebhookDesk

NOW = datetime(2026, 9, 21, 15, 30, tzinfo=UTC)
BASE = "https://comeback.example"
MINE, THEIRS = builders.TENANT, builders.OTHER_TENANT
PLACE, SECOND, EURO_PLACE = LocationId(4564), LocationId(24697), LocationId(777)
FOREIGN_PLACE = LocationId(999)
OPERATOR_KEYS = ["op_first_key_of_the_operator", "op_second_key_of_the_operator"]
PROGRAM = {
    "type": "stamp", "title": "10 visits", "currency": "USD", "locale": "en", "locations": [PLACE], "size": 10,
    "reward": {"title": "A free haircut"},
}  # fmt: skip
JANE = {"phone": "+1 212 555 0123", "name": "Jane Doe"}


class Clock(MovedClock):
    """Begins at the world's `NOW`."""

    def __init__(self) -> None:
        super().__init__(NOW)


@cache
def api_document() -> ApiDocument:
    """The document, which is the same for every world."""
    return ApiDocument(ApiWorld().door.document)


class Answered:
    """An answer of the API."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.status: int = raw["statusCode"]
        flat = {name: values[0] if isinstance(values, list) else values for name, values in raw.get("headers", {}).items()}
        self.headers = {name.lower(): str(value) for name, value in flat.items()}
        self.text: str = raw.get("body") or ""

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def fields(self) -> set[str]:
        """The fields that were refused."""
        return {error["field"] for error in self.json["errors"]}


def is_a_problem(answer: Answered, status: int) -> None:
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json
    assert body["status"] == status
    assert set(body) - {"errors"} == {"type", "title", "status", "detail"}
    assert all(isinstance(body[name], str) and body[name] for name in ("type", "title", "detail"))


class ApiWorld:
    """The door, the use cases behind it, and what they share."""

    def __init__(self) -> None:
        self.store, self.clock, self.ids = Store(), Clock(), Numbered()
        self.queue, self.sessions, self.passes = MemoryAccrualQueue(), MemorySessions(), MemoryPasses(self.store)
        self.google, self.mirrors, self.messages = MemoryGooglePasses(), MemoryMirrors(self.store), MemoryMessages()
        self.attention, self.trail = MemoryAttention(self.store), MemoryTrail(self.store)
        self.webhook_desk = MemoryWebhookDesk()
        self.witness = Witness(NoteChange(self.trail, self.clock, self.ids))
        self.intents = MemoryIntents()
        self.identities, self.signing_keys = MemorySigningIdentities(self.store), MemorySigningKeys()
        self.sync_jobs, self.sync_queue = MemorySyncJobs(), MemorySyncQueue()
        self.recalculations = MemoryRecalculations()
        self.pictures: list[tuple[Design, int]] = []
        self.artwork, self.images = MemoryArtworkStore(), MemoryOwnImages()
        self.programs, self.connections = MemoryPrograms(self.store), MemoryConnections(self.store)
        self.customers, self.directory = MemoryCustomers(self.store), MemoryDirectory(self.store)
        self.ledger, self.api_keys = MemoryLedger(self.store), MemoryApiKeys(self.store)
        self.change = ChangeProgram(self.programs, self.connections, self.draw, self.clock, languages())
        self.phones = LibraryPhones()
        self.issue_card = IssueCard(self.customers, self.ids, self.clock, "k1")
        self._people()
        self.create_key = CreateApiKey(self.connections, self.api_keys, self.ids, self.clock)
        self.key = self.create_key(MINE).secret
        self.other_key = self.create_key(THEIRS).secret
        entrance = Entrance(HolderOfKey(self.directory), lambda: OPERATOR_KEYS)
        calls = ApiCalls(
            program_calls(self), card_calls(self), self._tenant(), self._operator(), self._sync(), balance_calls(self),
            attention_calls(self), trail=self.trail, witness=self.witness, customers=customer_calls(self),
            recalculations=recalculation_calls(self),
            drift=DriftCalls(MemoryAudits(self.store), self.connections), webhooks=self._webhooks(),
            deliveries=delivery_calls(self), signing=signing_calls(self), designs=design_calls(self),
            preview=preview_card(self),
        )  # fmt: skip
        self.door = ApiDoor(entrance, calls, BASE)

    def _people(self) -> None:
        for number, tenant in enumerate((MINE, THEIRS), start=1):
            created = NOW - timedelta(days=400)
            self.connections.create_tenant(Tenant(tenant, f"Business {number}", number, f"owner{number}@example.com", created))
        for place, currency in ((PLACE, "USD"), (SECOND, "USD"), (EURO_PLACE, "EUR")):
            self.connect(MINE, place, currency)
        self.connect(THEIRS, FOREIGN_PLACE)

    def connect(self, tenant: TenantId, place: LocationId, currency: str = "USD") -> None:
        held = builders.connection(place, tenant, programs=())
        self.connections.save(tenant, replace(held, location=builders.location(place, currency=currency)))

    def draw(self, _tenant: TenantId, design: Design, size: int) -> None:
        """Which pictures were asked for."""
        self.pictures.append((design, size))

    @property
    def preview(self) -> PreviewCard:
        return preview_card(self)

    def _tenant(self) -> TenantCalls:
        return TenantCalls(
            connections=self.connections,
            entries=ListEntries(self.ledger, self.connections, self.programs, self.clock),
            explain=ExplainVisit(self.connections, self.directory, self.ledger),
            words=words_asked,
        )

    def _sync(self) -> SyncCalls:
        start = StartSync(self.connections, self.sync_jobs, self.sync_queue, self.clock, self.ids)
        follow = FollowSync(self.sync_jobs)
        phases = SyncPhases(self.sync_jobs, self.directory, self.programs, self.sync_queue, self.queue, self.clock)
        return SyncCalls(start, follow, CommitBackfill(follow, phases))

    def _webhooks(self) -> WebhookCalls:
        read = ReadWebhookSettings(self.connections, lambda: self.webhook_desk, self.attention, self.clock, BASE)
        return WebhookCalls(read, WriteWebhookSettings(read, self.ids))

    def _operator(self) -> OperatorCalls:
        return OperatorCalls(
            connections=self.connections,
            create_key=self.create_key,
            revoke_key=RevokeApiKey(self.api_keys),
            issue_link=IssueSignInLink(self.connections, self.sessions, self.ids, self.clock, BASE),
        )

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        key: str | None = "",
        query: str = "",
        raw: str | bytes | None = None,
        **headers: str,
    ) -> Answered:
        """One request with the tenant's own key, unless another one is given; `key=None`: without any. The answer is one
        that the document promises.
        """
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if key is not None:
            sent["authorization"] = f"Bearer {key or self.key}"
        text = raw
        if body is not None:
            text = json.dumps(body)
        if text is not None:
            sent.setdefault("content-type", "application/json")
        answer = Answered(self.door(http_event(method, path, query=query, body=text, headers=sent), None))
        api_document().check(method, path, answer.status, answer.headers.get("content-type", ""), answer.text)
        return answer

    def operate(self, method: str, path: str, **more: Any) -> Answered:
        """One request with the operator's key."""
        return self.call(method, f"/operator/v1{path}", key=OPERATOR_KEYS[0], **more)

    def program(self, **changes: Any) -> str:
        """The id of a new draft."""
        made = self.call("POST", "/api/v1/programs", {**PROGRAM, **changes})
        assert made.status == 201, made.text
        return str(made.json["id"])

    def active_program(self, **changes: Any) -> str:
        """The id of a new active program."""
        program = self.program(**changes)
        assert self.call("POST", f"/api/v1/programs/{program}/activate").status == 200
        return program

    def enrol(self, program: str, **person: Any) -> dict[str, Any]:
        """The card of a person."""
        made = self.call("POST", f"/api/v1/programs/{program}/cards", {**JANE, **person})
        assert made.status in (200, 201), made.text
        card: dict[str, Any] = made.json
        return card
