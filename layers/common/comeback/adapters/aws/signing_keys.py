"""Keys of signing identities, one secret each: encrypted at rest, and out of reach of whoever may only read tables."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from comeback.domain.signing import PassIdentity, SigningKey

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

    from comeback.domain.ids import SigningIdentityId


class SecretSigningKeys:
    """SigningKeys under a prefix of names that nothing else has."""

    def __init__(self, client: SecretsManagerClient, prefix: str) -> None:
        """`prefix` ends without a slash."""
        self._client = client
        self._prefix = prefix

    def write(self, identity: SigningIdentityId, key: SigningKey) -> None:
        """A new secret, or a new version of it: the older one stays for a while as the previous version."""
        name, text = self._name(identity), json.dumps(asdict(key))
        try:
            self._client.create_secret(Name=name, SecretString=text, Description="Signs passes of one pass type")
        except ClientError as problem:
            if problem.response["Error"]["Code"] != "ResourceExistsException":
                raise
            self._client.put_secret_value(SecretId=name, SecretString=text)

    def read(self, identity: SigningIdentityId) -> SigningKey:
        """One call; whoever signs keeps what it gets. Raises LookupError."""
        try:
            text = self._client.get_secret_value(SecretId=self._name(identity))["SecretString"]
        except ClientError as problem:
            if problem.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            raise LookupError(f"the key of {identity} is not there") from problem
        fields = json.loads(text)
        return SigningKey(**{**fields, "names": PassIdentity(**fields["names"])})

    def _name(self, identity: SigningIdentityId) -> str:
        return f"{self._prefix}/{identity}"
