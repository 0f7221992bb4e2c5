"""Google Wallet in plain dicts (tests/contract/test_google_passes.py, test_google_wallet.py)."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from comeback.domain.google_passes import GooglePass, GoogleState
from comeback.domain.ids import CardId
from comeback.messages import CardChanged, GoogleMessage
from comeback.ports.google_callbacks import RootKey
from comeback.ports.google_passes import Told
from comeback.ports.google_wallet import GoogleMissingError, GoogleUnavailableError, Held

ISSUER = "3388000000000000001"


class MemoryGooglePasses:
    """Rows, claims and nonces."""

    def __init__(self) -> None:
        self.rows: dict[CardId, GooglePass] = {}
        self.claims: dict[CardId, datetime] = {}
        self._nonces: set[str] = set()

    def get(self, card: CardId) -> GooglePass | None:
        return self.rows.get(card)

    def get_all(self, cards: Sequence[CardId]) -> Mapping[CardId, GooglePass]:
        return {card: self.rows[card] for card in cards if card in self.rows}

    def offer(self, card: CardId) -> GooglePass:
        return self.rows.setdefault(card, GooglePass(GoogleState.OFFERED))

    def claim(self, card: CardId, now: datetime, until: datetime) -> GooglePass | None:
        held = self.claims.get(card)
        if card not in self.rows or (held and held > now):
            return None
        self.claims[card] = until
        return self.rows[card]

    def release(self, card: CardId, until: datetime) -> None:
        if self.claims.get(card) == until:
            del self.claims[card]

    def note_told(self, card: CardId, told: Told) -> None:
        row = self.rows.get(card)
        if row is None or row.pushed > told.mark or (row.pushed, row.look) == (told.mark, told.look):
            return
        self.rows[card] = GooglePass(
            told.state or row.state, told.mark, told.at or row.pushed_at, told.balance, tuple(told.notified), told.look
        )

    def note_seen(self, card: CardId, known: GoogleState, seen: GoogleState) -> bool:
        row = self.rows.get(card)
        if row is None or row.state is not known:
            return False
        self.rows[card] = replace(row, state=seen)
        return True

    def note_event(self, card: CardId, state: GoogleState, nonce: str, until: datetime) -> bool:
        if nonce in self._nonces:
            return False
        self._nonces.add(nonce)
        self.rows[card] = replace(self.rows.get(card, GooglePass(state)), state=state)
        return True


class MemoryGoogleWallet:
    """GoogleWallet; `failures` are raised one by one before a call takes effect, `meanwhile` is what others do then."""

    issuer_id = ISSUER

    def __init__(self) -> None:
        self.classes: dict[str, dict[str, Any]] = {}
        self.objects: dict[str, dict[str, Any]] = {}
        self.saved: set[str] = set()
        self.calls: list[str] = []
        self.page = 100
        self.failures: dict[str, list[Exception]] = {}
        self.meanwhile: dict[str, Any] = {}

    def await_turn(self) -> None:
        """It is always ours."""

    def put_class(self, document: Mapping[str, Any]) -> None:
        self._begin("put_class")
        self.classes[document["id"]] = {**self.classes.get(document["id"], {}), **deepcopy(document)}

    def insert_object(self, document: Mapping[str, Any]) -> bool:
        self._begin("insert")
        if document["classId"] not in self.classes:
            raise GoogleMissingError("insert answered 404")
        if document["id"] in self.objects:
            return False
        self.objects[document["id"]] = deepcopy(dict(document))
        return True

    def patch_object(self, document: Mapping[str, Any], *, notify: bool) -> bool | None:
        self._begin("notify" if notify else "patch")
        if document["id"] not in self.objects:
            raise GoogleMissingError("patch answered 404")
        self.objects[document["id"]] |= deepcopy(document)
        return document["id"] in self.saved

    def objects_of(self, class_id: str, cursor: str | None) -> tuple[Sequence[Held], str | None]:
        self._begin("list")
        if class_id not in self.classes:
            raise GoogleMissingError("list answered 404")
        names = [name for name, document in self.objects.items() if document["classId"] == class_id and name > (cursor or "")]
        page = sorted(names)[: self.page]
        return [Held(name, name in self.saved) for name in page], page[-1] if len(names) > self.page else None

    def save_link(self, object_id: str) -> str:
        return f"https://pay.google.com/gp/v/save/{object_id}"

    def _begin(self, call: str) -> None:
        self.calls.append(call)
        if call in self.meanwhile:
            self.meanwhile.pop(call)()
        if self.failures.get(call):
            raise self.failures[call].pop(0)


@dataclass
class MemoryGoogleQueue:
    """Messages with their delays."""

    sent: list[tuple[GoogleMessage, int]] = field(default_factory=list)

    def send(self, message: GoogleMessage, delay_seconds: int = 0) -> None:
        self.sent.append((message, delay_seconds))

    def changes(self) -> list[CardChanged]:
        return [message for message, _ in self.sent if isinstance(message, CardChanged)]


@dataclass
class MemoryRootKeys:
    """RootKeys that were fetched already; None: they cannot be had."""

    keys: Sequence[RootKey] | None = ()

    def current(self) -> Sequence[RootKey]:
        if self.keys is None:
            raise GoogleUnavailableError("no keys", 60)
        return self.keys
