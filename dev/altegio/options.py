"""How a stand-in is started."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path


def _token(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(16)}"


@dataclass(frozen=True, slots=True)
class Options:
    """Limits of 0 are none; `wobble_seed` None: answers as the documentation writes them.

    `callback_url` is where lifecycle events go, as entered in the developer cabinet.
    """

    port: int = 8788
    state: Path | None = None
    per_second: int = 5
    per_minute: int = 200
    webhook_delay: float = 1.0
    ca_file: str | None = None
    partner_token: str = field(default_factory=lambda: _token("partner"))
    user_token: str = field(default_factory=lambda: _token("user"))
    application_id: int = 2391
    callback_url: str = ""
    wobble_seed: int | None = 1
    payment_changes_record: bool = True
