"""Signing identities as JSON; a key comes in and never goes out."""

from base64 import b64decode
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.signing import SigningIdentity
from comeback.ports.signing import GivenFiles
from comeback.web.api.shapes import Answer, Instant, Request

Pem = Annotated[str, Field(max_length=16_000)]


class UploadedFiles(Request):
    """Either `certificate` and `private_key` as PEM, or `pkcs12` in Base64; `password` opens the key or the file. The
    `intermediate` is Apple's certificate that issued it, as PEM, unless the PKCS#12 file holds it.
    """

    certificate: Pem = ""
    private_key: Pem = ""
    intermediate: Pem = ""
    pkcs12: Annotated[str, Field(max_length=40_000)] = ""
    password: Annotated[str, Field(max_length=200)] = ""

    def files(self) -> GivenFiles:
        """The same for the use case. Raises FieldRefused."""
        try:
            store = b64decode(self.pkcs12, validate=True)
        except ValueError:
            raise FieldRefused(FieldError("pkcs12", "This is not Base64.")) from None
        return GivenFiles(self.certificate, self.private_key, self.intermediate, store, self.password)


class ChosenIdentity(Request):
    """Whose certificate signs new cards; null: ours."""

    signing_identity: Annotated[str, Field(pattern=r"^si_[0-9A-Z]{26}$")] | None


class SigningIdentityAnswer(Answer):
    """`fingerprint` is the SHA-256 of the certificate that signs now; new passes and updates cannot be signed after `ends_at`."""

    id: str
    pass_type_id: str
    team_id: str
    fingerprint: str
    ends_at: Instant
    days_left: int
    added_at: Instant
    renewed_at: Instant | None

    @classmethod
    def of(cls, identity: SigningIdentity, now: datetime) -> Self:
        """A stored identity."""
        return cls(
            id=identity.id, pass_type_id=identity.names.pass_type_id, team_id=identity.names.team_id,
            fingerprint=identity.fingerprint, ends_at=identity.ends_at, days_left=identity.days_left(now),
            added_at=identity.added_at, renewed_at=identity.renewed_at,
        )  # fmt: skip


class SigningIdentityPage(Answer):
    """A page of identities, oldest first."""

    items: list[SigningIdentityAnswer]
    next_cursor: str | None
