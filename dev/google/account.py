"""The service account as Google sees it: its public key, and the tokens that were given out for its signatures."""

import json
import secrets
from base64 import urlsafe_b64decode
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from dev.google.clock import Clock
from dev.google.refusals import Refused, TokenRefused

SCOPE = "https://www.googleapis.com/auth/wallet_object.issuer"
AUDIENCE = "https://oauth2.googleapis.com/token"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LIFE = 3600
_SKEW = 300
LONGEST_JWT = 1800


class NotSigned(Exception):  # noqa: N818 - a past-tense fact
    """No JWT of this account."""


class Account:
    """Knows one account by its public key; its address is whatever it signs with first."""

    def __init__(self, public_key_pem: bytes, clock: Clock) -> None:
        """Raises ValueError for another kind of key."""
        key = load_pem_public_key(public_key_pem)
        if not isinstance(key, RSAPublicKey):
            raise ValueError("a service account has an RSA key")  # noqa: TRY004 - a wrong value, not a wrong call
        self._key = key
        self._clock = clock
        self._tokens: dict[str, float] = {}

    def claims(self, jwt: str) -> dict[str, Any]:
        """Raises NotSigned."""
        try:
            head, body, signature = jwt.split(".")
            header, claims = (json.loads(_decoded(part)) for part in (head, body))
            self._key.verify(_decoded(signature), f"{head}.{body}".encode(), PKCS1v15(), SHA256())
        except (ValueError, InvalidSignature):
            raise NotSigned("Invalid JWT signature.") from None
        if not isinstance(header, dict) or not isinstance(claims, dict) or header.get("alg") != "RS256":
            raise NotSigned("Invalid JWT: only RS256 is accepted.")
        return claims

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        """An access token for a signed assertion. Raises TokenRefused."""
        if form.get("grant_type") != GRANT:
            raise TokenRefused("Invalid grant_type.")
        try:
            claims = self.claims(form.get("assertion", ""))
        except NotSigned as refusal:
            raise TokenRefused(str(refusal)) from None
        now, issued, ends = self._clock(), claims.get("iat"), claims.get("exp")
        if not isinstance(issued, int) or not isinstance(ends, int) or not issued < ends <= issued + 3600:
            raise TokenRefused("Invalid JWT: Token must be a short-lived token (60 minutes).")
        if not (issued <= now + _SKEW and now - _SKEW < ends):
            raise TokenRefused("Invalid JWT: Token must be in a reasonable timeframe. Check your iat and exp values.")
        if claims.get("aud") != AUDIENCE or claims.get("scope") != SCOPE or not claims.get("iss"):
            raise TokenRefused("Invalid JWT: iss, scope or aud is wrong.")
        token = f"ya29.{secrets.token_urlsafe(32)}"
        self._tokens[token] = now + _LIFE
        return {"access_token": token, "expires_in": _LIFE - 1, "token_type": "Bearer"}

    def admit(self, authorization: str) -> None:
        """Raises Refused(401) for anything but a token that holds."""
        if self._tokens.get(authorization.removeprefix("Bearer "), 0) <= self._clock():
            raise Refused(401, "authError", "Request had invalid authentication credentials.", domain="global")

    def revoke_all(self) -> None:
        """Every token ends now."""
        self._tokens.clear()

    def saved_objects(self, jwt: str) -> list[str]:
        """The ids that a save link offers. Raises NotSigned for a link that Google would not open."""
        claims = self.claims(jwt)
        if len(jwt) > LONGEST_JWT:
            raise NotSigned(f"The JWT has {len(jwt)} characters; browsers cut more than {LONGEST_JWT}.")
        if claims.get("aud") != "google" or claims.get("typ") != "savetowallet" or not claims.get("iss"):
            raise NotSigned("iss, aud or typ is wrong.")
        if not isinstance(claims.get("iat"), int) or claims.get("exp", self._clock() + 1) <= self._clock():
            raise NotSigned("iat or exp is wrong.")
        payload = claims.get("payload")
        objects = payload.get("loyaltyObjects") if isinstance(payload, dict) else None
        if not isinstance(objects, list) or not objects or not all(isinstance(one, dict) for one in objects):
            raise NotSigned("The payload offers nothing.")
        return [str(one.get("id")) for one in objects]


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
