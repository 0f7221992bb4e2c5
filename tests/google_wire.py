"""The stand-in for Google on a port, its desk, and our adapter for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from comeback.adapters.google.account import ServiceAccount
from comeback.adapters.google.http import GoogleHttp, http_client
from comeback.adapters.google.tokens import AccessTokens
from comeback.adapters.google.wallet import RestGoogleWallet
from dev.google.desk import GoogleDesk
from dev.google.server import GoogleServer
from dev.google.wallet import Wallet
from tests.google_world import CLASS, OBJECT
from tests.memory.google import ISSUER

KEY = rsa.generate_private_key(65537, 2048)
SECRET = {
    "issuer_id": ISSUER, "client_email": "svc@project.iam.gserviceaccount.com", "private_key_id": "0123456789abcdef",
    "private_key": KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
}  # fmt: skip
LOGO = {"sourceUri": {"uri": "https://comeback.example/logo.png"}}
LOYALTY_CLASS = {
    "id": CLASS, "issuerName": "La Visage", "programName": "10 visits", "programLogo": LOGO, "reviewStatus": "UNDER_REVIEW",
}  # fmt: skip


def loyalty_object(balance: str = "3 of 10", **fields: Any) -> dict[str, Any]:
    points = {"label": "Stamps", "balance": {"string": balance}}
    return {"id": OBJECT, "classId": CLASS, "state": "ACTIVE", "accountName": "Jane", "loyaltyPoints": points, **fields}


class Now:
    """The machine's clock, which a test may shift."""

    shift = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift


@dataclass
class Google:
    """The stand-in, its desk, and our adapter for it. Pauses are counted, not slept."""

    server: GoogleServer
    pauses: list[float]
    clock: Now

    def __post_init__(self) -> None:
        self.desk = GoogleDesk(self.server.url)
        self.http = GoogleHttp(http_client(), sleep=self.pauses.append)
        self.wallet = self.adapter()

    def adapter(self, secret: dict[str, str] = SECRET, http: GoogleHttp | None = None, path: str = "") -> RestGoogleWallet:
        used = http or self.http
        url = f"{self.server.url}{path or '/walletobjects/v1'}"
        tokens = AccessTokens(used, f"{self.server.url}/token", self.clock)
        return RestGoogleWallet(used, tokens, url, lambda: ServiceAccount(secret), self.clock)

    def calls(self) -> dict[str, int]:
        calls: dict[str, int] = self.desk.state()["calls"]
        return calls


@contextmanager
def google_on_the_wire() -> Iterator[Google]:
    """Until the end of the `with`."""
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    clock = Now()
    wallet = Wallet(public, clock=lambda: clock.now().timestamp())
    with GoogleServer(wallet) as server:
        made = Google(server, [], clock)
        yield made
        made.http.client.close()
