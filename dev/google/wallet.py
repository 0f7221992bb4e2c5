"""Everything the stand-in is made of, and what a call does, without any sockets."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dev.google.account import Account, NotSigned
from dev.google.callbacks import Post, Signer
from dev.google.clock import Clock, shifted_by
from dev.google.documents import KINDS
from dev.google.issuer import Issuer
from dev.google.page import message_page, save_page
from dev.google.refusals import Refused, invalid
from dev.google.troubles import Troubles

ISSUER_ID = "3388000000000000001"
_BASE = "/walletobjects/v1/"
SAVE = "/gp/v/save/"
KEYS = "/gp/m/issuer/keys"
Json = dict[str, Any]


class Wallet:
    """Google, as far as we use it."""

    def __init__(
        self, public_key_pem: bytes, *, issuer_id: str = ISSUER_ID, clock: Clock | None = None, state: Path | None = None
    ) -> None:
        """`public_key_pem` is the service account's; `state` a file that outlives the process."""
        now = clock or shifted_by(None)
        self.account = Account(public_key_pem, now)
        self.signer = Signer(now)
        self.post = Post(self.signer, issuer_id)
        self.issuer = Issuer(issuer_id, now, self.post.send, state)
        self.troubles = Troubles(now)
        self.takes_places = True

    def call(self, method: str, path: str, document: Any, authorization: str, query: Mapping[str, str] | None = None) -> Json:
        """A call of the Wallet API. Raises Refused."""
        self.account.admit(authorization)
        self.troubles.keep_limit()
        kind, _, name = path.removeprefix(_BASE).partition("/")
        if not path.startswith(_BASE) or kind not in KINDS:
            raise Refused(404, "notFound", "Not Found", domain="global")
        if not self.takes_places and isinstance(document, dict) and "merchantLocations" in document:
            raise invalid("Issuer not allowlisted for Merchant Locations. Please contact support.")
        match method, name:
            case "POST", "":
                return self.issuer.insert(kind, document)
            case "GET", "" if kind == "loyaltyObject":
                return self.issuer.objects_of(query or {})
            case "GET", _ if name:
                return self.issuer.get(kind, name)
            case "PATCH" | "PUT", _ if name:
                return self.issuer.change(kind, name, document, replace=method == "PUT")
        raise Refused(404, "notFound", "Not Found", domain="global")

    def show_save_page(self, jwt: str) -> tuple[int, str]:
        """Status and page of a save link."""
        try:
            return 200, save_page(self.issuer.look(self.account.saved_objects(jwt)[0]))
        except (NotSigned, Refused) as refusal:
            return 400, message_page(f"Something went wrong. {refusal}")

    def save(self, jwt: str) -> tuple[int, str]:
        """Add what a link offers."""
        try:
            for name in self.account.saved_objects(jwt):
                self.issuer.save(name)
        except (NotSigned, Refused) as refusal:
            return 400, message_page(f"Something went wrong. {refusal}")
        return 200, message_page("Added to Google Wallet.")
