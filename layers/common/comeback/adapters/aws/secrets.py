"""Secrets by name from Secrets Manager: JSON objects, read once per process.

A rotated secret is seen by new execution environments; two operator keys or link keys are valid at a time, so that
nothing breaks meanwhile.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from comeback.adapters.aws import clients

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_secretsmanager import SecretsManagerClient


class SecretNotFilledError(Exception):
    """The secret still holds what the template created it with, or no JSON object; the text names the secret only."""


def load_secret(client: SecretsManagerClient, name: str) -> Mapping[str, Any]:
    """The JSON object stored under `name`. Raises SecretNotFilledError while it is the placeholder."""
    text = client.get_secret_value(SecretId=name)["SecretString"]
    try:
        value = json.loads(text)
    except ValueError:
        raise SecretNotFilledError(f"the secret {name} holds no JSON") from None
    if not isinstance(value, dict) or "placeholder" in value:
        raise SecretNotFilledError(f"the secret {name} has not been filled in yet")
    return value


@cache
def read_secret(name: str) -> Mapping[str, Any]:
    """`load_secret` once per process; a failure is not remembered."""
    return load_secret(clients.client("secretsmanager"), name)
