"""Signing identities of tenants: what is known of them, and, apart from that, their keys."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from comeback.domain.card import Card
from comeback.domain.ids import SigningIdentityId, TenantId
from comeback.domain.signing import CheckedKey, PassIdentity, SigningIdentity, SigningKey
from comeback.domain.words import Phrase
from comeback.ports.pass_files import PassFiles
from comeback.ports.push import ApplePush


class PassTypeTaken(Exception):  # noqa: N818 - a past-tense fact (style.md §4)
    """Another identity has this pass type already."""


class SigningRefused(Exception):  # noqa: N818 - a past-tense fact (style.md §4)
    """What an owner has sent cannot sign passes: the field that is to blame (`certificate`, `private_key`, `intermediate`,
    `pkcs12`, `signing_identity`), and why.
    """

    def __init__(self, field: str, why: str, **values: str) -> None:
        """`why` is the id of a message, `values` are put into it."""
        super().__init__(f"{field}: {why}")
        self.field, self.why = field, Phrase(why, values)


@dataclass(frozen=True, slots=True)
class GivenFiles:
    """What an owner has: PEM files, or a PKCS#12 file with its password, which may hold the intermediate too."""

    certificate: str = ""
    private_key: str = field(default="", repr=False)
    intermediate: str = ""
    pkcs12: bytes = field(default=b"", repr=False)
    password: str = field(default="", repr=False)


class SigningIdentities(Protocol):
    """A pass type belongs to one identity of one tenant."""

    def add(self, tenant: TenantId, identity: SigningIdentity) -> None:
        """Store a new one. Raises PassTypeTaken."""

    def renew(self, tenant: TenantId, identity: SigningIdentity) -> None:
        """Replace what is known of its certificate; names and id stay."""

    def get(self, tenant: TenantId, identity: SigningIdentityId) -> SigningIdentity | None:
        """One of the tenant's; None for another's."""

    def of_tenant(self, tenant: TenantId) -> Sequence[SigningIdentity]:
        """All of them, oldest first."""


class SigningKeys(Protocol):
    """Where keys lie; a role may write or read, seldom both."""

    def write(self, identity: SigningIdentityId, key: SigningKey) -> None:
        """Store a key, over an older one of the same identity."""

    def read(self, identity: SigningIdentityId) -> SigningKey:
        """The key that was written last. Raises LookupError."""


class CheckFiles(Protocol):
    """Reads and compares what an owner has uploaded."""

    def __call__(self, given: GivenFiles) -> CheckedKey:
        """Raises SigningRefused."""


class PassSigners(Protocol):
    """Whoever signs a card's passes."""

    def names(self, tenant: TenantId, identity: SigningIdentityId | None) -> PassIdentity:
        """Pass type and team; None: ours. Raises LookupError."""

    def files(self, tenant: TenantId, identity: SigningIdentityId | None) -> PassFiles:
        """The files of this identity. Raises LookupError."""


class ApplePushes(Protocol):
    """Each pass type has a connection of its own, because a certificate answers for its own topic only."""

    def of(self, card: Card) -> ApplePush:
        """The way to the phones that have this card. Raises LookupError."""
