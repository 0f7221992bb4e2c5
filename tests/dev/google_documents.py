"""A class and an object of Google Wallet, and the account that writes them."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from comeback.adapters.google.account import ServiceAccount
from dev.google.wallet import ISSUER_ID

KEY = rsa.generate_private_key(65537, 2048)
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
ACCOUNT = ServiceAccount({
    "issuer_id": ISSUER_ID, "client_email": "svc@example.com",
    "private_key": KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
})  # fmt: skip
CLASS: dict[str, Any] = {
    "id": f"{ISSUER_ID}.c", "issuerName": "La Visage", "programName": "10 visits", "reviewStatus": "UNDER_REVIEW",
    "programLogo": {"sourceUri": {"uri": "https://example.com/logo.png"}},
}  # fmt: skip
CARD: dict[str, Any] = {
    "id": f"{ISSUER_ID}.o", "classId": CLASS["id"], "state": "ACTIVE",
    "loyaltyPoints": {"label": "Stamps", "balance": {"string": "1 of 10"}},
}  # fmt: skip
