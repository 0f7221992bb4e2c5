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
    from collections.abc import Mapping, Sequence

    from mypy_boto3_secretsmanager import SecretsManagerClient


_SHORTEST_KEY = 22
"""Characters of a key with 128 random bits, URL-safe."""


class SecretNotFilledError(Exception):
    """The secret still holds what the template created it with, or nothing that could be one; the text names it only."""


def load_secret(client: SecretsManagerClient, name: str) -> Mapping[str, Any]:
    """The JSON object stored under `name`. Raises SecretNotFilledError while it is the placeholder or a value is empty:
    an empty token is one that everybody knows.
    """
    text = client.get_secret_value(SecretId=name)["SecretString"]
    try:
        value = json.loads(text)
    except ValueError:
        raise SecretNotFilledError(f"the secret {name} holds no JSON") from None
    if not isinstance(value, dict) or "placeholder" in value or not _is_filled(value):
        raise SecretNotFilledError(f"the secret {name} has not been filled in yet")
    return value


@cache
def read_secret(name: str) -> Mapping[str, Any]:
    """`load_secret` once per process; a failure is not remembered."""
    return load_secret(clients.client("secretsmanager"), name)


def operator_keys(secret: Mapping[str, Any]) -> Sequence[str]:
    """The valid keys. Raises SecretNotFilledError unless they are a list of long ones: in a text each letter would be one."""
    keys = secret.get("keys")
    if not isinstance(keys, list) or not all(isinstance(key, str) and len(key) >= _SHORTEST_KEY for key in keys):
        raise SecretNotFilledError(f"the operator's keys are no list of texts of {_SHORTEST_KEY} characters or more")
    return keys


def _is_filled(value: object) -> bool:
    if isinstance(value, dict | list):
        return bool(value) and all(map(_is_filled, value.values() if isinstance(value, dict) else value))
    return value is not None and value != ""
