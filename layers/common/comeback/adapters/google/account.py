"""Our service account at Google: what it signs, and the access tokens that it gets for that (wallets.md §4.4, §4.5)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

if TYPE_CHECKING:
    from collections.abc import Mapping


class ServiceAccount:
    """The JSON file that Google gives out, with our `issuer_id` beside its fields."""

    def __init__(self, secret: Mapping[str, Any]) -> None:
        """Raises KeyError, ValueError for a secret without its fields or with another key."""
        self.issuer_id = str(secret["issuer_id"])
        self.email = str(secret["client_email"])
        # The checks that this leaves out cost 28 ms, and nobody but us has made the key (wallet-libraries.md §2).
        key = load_pem_private_key(str(secret["private_key"]).encode(), None, unsafe_skip_rsa_key_validation=True)
        if not isinstance(key, RSAPrivateKey):
            raise ValueError("a service account has an RSA key")  # noqa: TRY004 - a wrong value, not a wrong call
        self._key = key
        self._header = {"alg": "RS256", "typ": "JWT"}
        if secret.get("private_key_id"):
            self._header["kid"] = str(secret["private_key_id"])

    def sign(self, claims: Mapping[str, Any]) -> str:
        """A JWT of ours, without a byte more than needed: browsers cut long links."""
        text = f"{_encoded(self._header)}.{_encoded(claims)}"
        return f"{text}.{_base64(self._key.sign(text.encode(), PKCS1v15(), SHA256()))}"


def _encoded(part: Mapping[str, Any]) -> str:
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
