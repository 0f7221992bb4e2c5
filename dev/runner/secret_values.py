"""What the local stack's secrets hold. Keys that data depend on live with the data: they are made once and then kept."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

    from dev.runner.certificates import Certificates
    from dev.runner.settings import LocalSettings


@dataclass(frozen=True, slots=True)
class LocalSecrets:
    """The values that outsiders need to know."""

    operator_key: str = field(repr=False)
    partner_token: str = field(repr=False)
    user_token: str = field(repr=False)


def fill_secrets(client: SecretsManagerClient, stack: str, settings: LocalSettings, certificates: Certificates) -> LocalSecrets:
    """Fills what is still the template's placeholder; tokens that are given and the certificate always win."""
    vault = _Vault(client, stack)
    vault.keep("app", {
        "link_keys": {"k1": secrets.token_hex(32)}, "current_link_key": "k1", "phone_key": secrets.token_hex(32),
    })  # fmt: skip
    operator = vault.keep("operator", {"keys": [f"op_{secrets.token_urlsafe(32)}"]})
    altegio = vault.keep("altegio", {
        "partner_token": f"partner_{secrets.token_hex(16)}", "user_token": f"user_{secrets.token_hex(16)}",
    })  # fmt: skip
    given = {"partner_token": settings.altegio_partner_token, "user_token": settings.altegio_user_token}
    altegio = vault.write("altegio", {**altegio, **{name: value for name, value in given.items() if value}})
    vault.write("apple", certificates.apple_secret())
    vault.write("google", certificates.google_secret())
    return LocalSecrets(operator["keys"][0], altegio["partner_token"], altegio["user_token"])


class _Vault:
    def __init__(self, client: SecretsManagerClient, stack: str) -> None:
        self._client = client
        self._stack = stack

    def keep(self, name: str, fresh: dict[str, Any]) -> dict[str, Any]:
        """What is stored; `fresh` while that is the placeholder."""
        stored: dict[str, Any] = json.loads(self._client.get_secret_value(SecretId=f"{self._stack}/{name}")["SecretString"])
        return self.write(name, fresh) if "placeholder" in stored else stored

    def write(self, name: str, value: dict[str, Any]) -> dict[str, Any]:
        """Stores `value`."""
        self._client.put_secret_value(SecretId=f"{self._stack}/{name}", SecretString=json.dumps(value))
        return value
