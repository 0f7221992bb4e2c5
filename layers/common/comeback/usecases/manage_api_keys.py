"""Operators give keys to owners' systems and take them away."""

from dataclasses import dataclass
from hashlib import sha256

from comeback.domain.errors import NotFound
from comeback.domain.ids import ApiKeyId, TenantId
from comeback.ports.api_keys import ApiKey, ApiKeys
from comeback.ports.connections import Connections
from comeback.ports.directory import ApiKeyHolder, Directory
from comeback.ports.system import Clock, Ids

_PREFIX = "cb_"
_LONGEST = 128


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as its receiver gets it; the secret is shown once and stored nowhere."""

    id: ApiKeyId
    secret: str


@dataclass(frozen=True, slots=True)
class CreateApiKey:
    """Makes a key valid at once."""

    connections: Connections
    api_keys: ApiKeys
    ids: Ids
    clock: Clock

    def __call__(self, tenant: TenantId) -> NewKey:
        """A fresh key. Raises NotFound."""
        if self.connections.tenant(tenant) is None:
            raise NotFound("There is no such tenant.")
        secret = f"{_PREFIX}{self.ids.secret()}"
        key = ApiKey(ApiKeyId(self.ids.new("ak")), _digest(secret), self.clock.now())
        self.api_keys.add(tenant, key)
        return NewKey(key.id, secret)


@dataclass(frozen=True, slots=True)
class RevokeApiKey:
    """Makes a key invalid at once."""

    api_keys: ApiKeys

    def __call__(self, tenant: TenantId, key: ApiKeyId) -> None:
        """Raises NotFound."""
        if not self.api_keys.revoke(tenant, key):
            raise NotFound("There is no such key.")


@dataclass(frozen=True, slots=True)
class HolderOfKey:
    """Whose a key is. Found by its digest, so no comparison of secrets tells anything by its time."""

    directory: Directory

    def __call__(self, secret: str) -> ApiKeyHolder | None:
        """The holder; None for anything that is not a valid key."""
        if not secret.startswith(_PREFIX) or len(secret) > _LONGEST:
            return None
        return self.directory.api_key(_digest(secret))


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
