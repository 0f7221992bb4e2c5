"""Callbacks as Google signs them (`ECv2SigningOnly`), and their way to the address in the class."""

import json
import secrets
import threading
import time
import urllib.error
import urllib.request
from base64 import b64encode
from dataclasses import asdict, dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from dev.google.clock import Clock

VERSION = "ECv2SigningOnly"
SENDER = "GooglePayPasses"
_ROOT_SECONDS, _KEY_SECONDS, _MESSAGE_SECONDS = 7 * 24 * 3600, 24 * 3600, 2 * 3600
_TIMEOUT = 5


class Signer:
    """A root key and an intermediate key of its own."""

    def __init__(self, clock: Clock) -> None:
        """Fresh keys."""
        self._clock = clock
        self.root = ec.generate_private_key(ec.SECP256R1())
        self.intermediate = ec.generate_private_key(ec.SECP256R1())

    def keys(self) -> dict[str, Any]:
        """What the address of the root keys answers."""
        ends = str(int((self._clock() + _ROOT_SECONDS) * 1000))
        return {"keys": [{"keyValue": public(self.root), "protocolVersion": VERSION, "keyExpiration": ends}]}

    def message(self, class_id: str, object_id: str, event: str) -> dict[str, Any]:
        """A message that holds for two hours."""
        return {
            "classId": class_id, "objectId": object_id, "eventType": event, "count": 1, "nonce": secrets.token_hex(16),
            "expTimeMillis": int((self._clock() + _MESSAGE_SECONDS) * 1000),
        }  # fmt: skip

    def envelope(self, issuer_id: str, message: dict[str, Any]) -> dict[str, Any]:
        """What is posted."""
        text = json.dumps(message, ensure_ascii=False)
        ends = str(int((self._clock() + _KEY_SECONDS) * 1000))
        key = json.dumps({"keyValue": public(self.intermediate), "keyExpiration": ends})
        return {
            "signature": sign(self.intermediate, SENDER, issuer_id, VERSION, text),
            "protocolVersion": VERSION,
            "intermediateSigningKey": {"signedKey": key, "signatures": [sign(self.root, SENDER, VERSION, key)]},
            "signedMessage": text,
        }


def public(key: ec.EllipticCurvePrivateKey) -> str:
    """SubjectPublicKeyInfo in base64."""
    return b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def sign(key: ec.EllipticCurvePrivateKey, *parts: str) -> str:
    """Over each part after its length in bytes."""
    data = b"".join(len(raw := part.encode()).to_bytes(4, "little") + raw for part in parts)
    return b64encode(key.sign(data, ec.ECDSA(SHA256()))).decode()


@dataclass(slots=True)
class Delivery:
    """A callback; `outcome` is a status, `lost`, or what broke."""

    event: str
    object_id: str
    url: str
    outcome: str = ""


@dataclass(slots=True)
class Post:
    """Sends in the background; best effort, as Google's. `copies` of each go out, the next `lose` get lost."""

    signer: Signer
    issuer_id: str
    copies: int = 1
    lose: int = 0
    deliveries: list[Delivery] = field(default_factory=list)
    _under_way: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def send(self, template: dict[str, Any], object_id: str, event: str) -> None:
        """A callback for an object of a class that asks for them."""
        url = (template.get("callbackOptions") or {}).get("url")
        if not url:
            return
        body = json.dumps(self.signer.envelope(self.issuer_id, self.signer.message(template["id"], object_id, event))).encode()
        with self._changed:
            lost = self.lose > 0
            self.lose -= 1 if lost else 0
            sent = [Delivery(event, object_id, url, "lost" if lost else "") for _ in range(self.copies)]
            self.deliveries += sent
            self._under_way += 0 if lost else len(sent)
        if not lost:
            threading.Thread(target=self._deliver, args=(sent, body), daemon=True).start()

    def shown(self, wait: float = 0.0) -> dict[str, Any]:
        """All deliveries, after waiting for those under way."""
        with self._changed:
            self._changed.wait_for(lambda: not self._under_way, timeout=wait)
            return {"in_flight": self._under_way, "callbacks": [asdict(delivery) for delivery in self.deliveries]}

    def reset(self) -> None:
        """Forget deliveries and manners."""
        with self._changed:
            self.copies, self.lose = 1, 0
            self.deliveries.clear()

    def _deliver(self, deliveries: list[Delivery], body: bytes) -> None:
        for delivery in deliveries:
            outcome = _post(delivery.url, body)
            with self._changed:
                delivery.outcome = outcome
                self._under_way -= 1
                self._changed.notify_all()


def _post(url: str, body: bytes) -> str:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json", "User-Agent": "Googlebot"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for attempt in range(2):
        try:
            with opener.open(request, timeout=_TIMEOUT) as answer:
                return str(answer.status)
        except urllib.error.HTTPError as refusal:
            refusal.close()
            return str(refusal.code)
        except OSError as problem:
            if attempt:
                return type(problem).__name__
            time.sleep(0.2)
    raise AssertionError("unreachable")
