"""`stack.json`: where everything is, for programs that drive the stack. It holds keys, so only its owner may read it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from dev.runner.certificates import GOOGLE_ISSUER_ID, PASS_TYPE_ID, TEAM_ID
from dev.runner.settings import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dev.runner.certificates import Certificates
    from dev.runner.secret_values import LocalSecrets
    from dev.runner.settings import LocalSettings


def facts(settings: LocalSettings, urls: Mapping[str, str], secrets: LocalSecrets, certificates: Certificates) -> dict[str, Any]:
    """What the file says."""
    return {
        "base_url": settings.base_url,
        "aws_endpoint_url": settings.aws_endpoint_url,
        "operator_key": secrets.operator_key,
        "altegio": {
            "api_url": urls["ALTEGIO_API_URL"],
            "app_url": urls["ALTEGIO_APP_URL"],
            "partner_token": secrets.partner_token,
            "user_token": secrets.user_token,
            "application_id": settings.altegio_application_id,
        },
        "apns_url": urls["APNS_URL"],
        "google_wallet_url": urls["GOOGLE_WALLET_URL"],
        "ca_file": shown(certificates.ca_file),
        "pass_type_id": PASS_TYPE_ID,
        "team_id": TEAM_ID,
        "google_issuer_id": GOOGLE_ISSUER_ID,
        "google_service_account_public_key": shown(certificates.google_account[0]),
    }


def shown(path: Path) -> str:
    """Relative to the checkout when it lies inside."""
    return str(path.relative_to(CHECKOUT)) if path.is_relative_to(CHECKOUT) else str(path)


def write(file: Path, content: Mapping[str, Any]) -> None:
    """Whole or not at all: programs wait for this file."""
    partial = file.with_suffix(f".{os.getpid()}")
    partial.touch(mode=0o600)
    partial.write_text(json.dumps(content, indent=2) + "\n")
    partial.replace(file)


def remove(file: Path, base_url: str) -> None:
    """Removes the file unless another stack has written it meanwhile."""
    try:
        ours = json.loads(file.read_text()).get("base_url") == base_url
    except (OSError, ValueError):
        return
    if ours:
        file.unlink(missing_ok=True)
