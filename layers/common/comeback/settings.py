"""Every environment variable that a function reads, typed, read once per process.

Only this module reads the environment. `FUNCTION_VARIABLES` is compared with the template by a test.
"""

import os
from dataclasses import dataclass

_DEFAULTS = {
    "EXTRA_CA_FILE": "", "APNS_PUSH_TYPE": "", "REVERSAL_DELAY_SECONDS": "900", "COALESCE_SECONDS": "60",
    "ALTEGIO_REQUESTS_PER_SECOND": "5", "ALTEGIO_REQUESTS_PER_MINUTE": "200",
    "ALTEGIO_API_URL": "https://api.alteg.io/api/v1",
    "ALTEGIO_APP_URL": "https://app.alteg.io",
    "APNS_URL": "https://api.push.apple.com",
    "GOOGLE_WALLET_URL": "https://walletobjects.googleapis.com/walletobjects/v1",
    "GOOGLE_TOKEN_URL": "https://oauth2.googleapis.com/token",
    "GOOGLE_KEYS_URL": "https://pay.google.com/gp/m/issuer/keys",
    "POWERTOOLS_METRICS_NAMESPACE": "Comeback", "POWERTOOLS_SERVICE_NAME": "comeback",
}  # fmt: skip
_REQUIRED = (
    "MAIN_TABLE", "LEDGER_TABLE", "SESSIONS_TABLE", "ARTWORK_BUCKET", "ACCRUAL_QUEUE_URL", "SYNC_QUEUE_URL",
    "APPLE_PUSH_QUEUE_URL", "GOOGLE_PUSH_QUEUE_URL", "APPLE_BATCH_QUEUE_URL", "GOOGLE_BATCH_QUEUE_URL", "GOOGLE_SECRET",
    "ACCRUAL_DEAD_LETTER_QUEUE_URL", "SYNC_DEAD_LETTER_QUEUE_URL", "APPLE_PUSH_DEAD_LETTER_QUEUE_URL",
    "GOOGLE_PUSH_DEAD_LETTER_QUEUE_URL", "APPLE_BATCH_DEAD_LETTER_QUEUE_URL", "GOOGLE_BATCH_DEAD_LETTER_QUEUE_URL",
    "RELAY_FAILURE_QUEUE_URL", "BASE_URL", "ALTEGIO_APPLICATION_ID", "ALTEGIO_SECRET", "APP_SECRET", "OPERATOR_SECRET",
    "APPLE_SECRET", "SIGNING_SECRETS",
)  # fmt: skip
FUNCTION_VARIABLES = frozenset([*_DEFAULTS, *_REQUIRED])


class SettingsError(Exception):
    """A variable is missing or not of its type; the text names it and never its value."""


def _text(name: str) -> str:
    value = os.environ.get(name, _DEFAULTS.get(name))
    if value is None:
        raise SettingsError(f"the environment variable {name} is not set")
    return value


def _number(name: str, low: int, high: int) -> int:
    try:
        value = int(_text(name))
    except ValueError:
        raise SettingsError(f"{name} must be a whole number") from None
    if not low <= value <= high:
        raise SettingsError(f"{name} must be between {low} and {high}")
    return value


@dataclass(frozen=True, slots=True)
class Settings:
    """Read lazily, one property per variable, because each function is given only what it uses."""

    @property
    def metrics_namespace(self) -> str:
        """Namespace of the metrics."""
        return _text("POWERTOOLS_METRICS_NAMESPACE")

    @property
    def service_name(self) -> str:
        """The function, as metrics name it."""
        return _text("POWERTOOLS_SERVICE_NAME")

    @property
    def main_table(self) -> str:
        """Name of the table of everything but entries and sessions."""
        return _text("MAIN_TABLE")

    @property
    def ledger_table(self) -> str:
        """Name of the append-only table of entries."""
        return _text("LEDGER_TABLE")

    @property
    def sessions_table(self) -> str:
        """Name of the table of console sessions and sign-in links."""
        return _text("SESSIONS_TABLE")

    @property
    def artwork_bucket(self) -> str:
        """Name of the bucket of rendered pass images."""
        return _text("ARTWORK_BUCKET")

    @property
    def accrual_queue_url(self) -> str:
        """Queue of the accrual function."""
        return _text("ACCRUAL_QUEUE_URL")

    @property
    def sync_queue_url(self) -> str:
        """Queue of pages of clients to synchronise."""
        return _text("SYNC_QUEUE_URL")

    @property
    def apple_push_queue_url(self) -> str:
        """Queue of changes to tell Apple's phones."""
        return _text("APPLE_PUSH_QUEUE_URL")

    @property
    def google_push_queue_url(self) -> str:
        """Queue of changes to tell Google."""
        return _text("GOOGLE_PUSH_QUEUE_URL")

    @property
    def apple_batch_queue_url(self) -> str:
        """Queue of changes of many cards at once, for Apple's phones."""
        return _text("APPLE_BATCH_QUEUE_URL")

    @property
    def google_batch_queue_url(self) -> str:
        """Queue of changes of many cards at once, for Google, and of comparisons."""
        return _text("GOOGLE_BATCH_QUEUE_URL")

    @property
    def accrual_dead_letter_queue_url(self) -> str:
        """Where events lie that could not be booked."""
        return _text("ACCRUAL_DEAD_LETTER_QUEUE_URL")

    @property
    def sync_dead_letter_queue_url(self) -> str:
        """Where pages of clients lie that could not be handled."""
        return _text("SYNC_DEAD_LETTER_QUEUE_URL")

    @property
    def apple_push_dead_letter_queue_url(self) -> str:
        """Where pushes lie that could not be sent."""
        return _text("APPLE_PUSH_DEAD_LETTER_QUEUE_URL")

    @property
    def google_push_dead_letter_queue_url(self) -> str:
        """Where updates for Google lie that could not be written."""
        return _text("GOOGLE_PUSH_DEAD_LETTER_QUEUE_URL")

    @property
    def apple_batch_dead_letter_queue_url(self) -> str:
        """Where pushes of many cards at once lie that could not be sent."""
        return _text("APPLE_BATCH_DEAD_LETTER_QUEUE_URL")

    @property
    def google_batch_dead_letter_queue_url(self) -> str:
        """Where updates of many cards at once lie that could not be written."""
        return _text("GOOGLE_BATCH_DEAD_LETTER_QUEUE_URL")

    @property
    def relay_failure_queue_url(self) -> str:
        """Where records of the stream lie that could not be relayed."""
        return _text("RELAY_FAILURE_QUEUE_URL")

    @property
    def base_url(self) -> str:
        """Our public address, without a slash at the end; installed passes carry it for years."""
        return _text("BASE_URL").rstrip("/")

    @property
    def altegio_api_url(self) -> str:
        """Altegio's REST API v1."""
        return _text("ALTEGIO_API_URL").rstrip("/")

    @property
    def altegio_app_url(self) -> str:
        """Altegio's host for marketplace calls."""
        return _text("ALTEGIO_APP_URL").rstrip("/")

    @property
    def altegio_application_id(self) -> int:
        """Number of our application in Altegio's marketplace."""
        return _number("ALTEGIO_APPLICATION_ID", 1, 2**53)

    @property
    def altegio_secret(self) -> str:
        """Name of the secret with the partner and user token."""
        return _text("ALTEGIO_SECRET")

    @property
    def app_secret(self) -> str:
        """Name of the secret with link keys and the phone key."""
        return _text("APP_SECRET")

    @property
    def operator_secret(self) -> str:
        """Name of the secret with the operator keys."""
        return _text("OPERATOR_SECRET")

    @property
    def apple_secret(self) -> str:
        """Name of the secret with the pass certificate."""
        return _text("APPLE_SECRET")

    @property
    def signing_secrets(self) -> str:
        """What the names of secrets with keys of tenants' signing identities begin with."""
        return _text("SIGNING_SECRETS").rstrip("/")

    @property
    def apns_url(self) -> str:
        """Apple's push service; only production works for passes (wallets.md §3.1)."""
        return _text("APNS_URL").rstrip("/")

    @property
    def apns_push_type(self) -> str | None:
        """Which type pushes say they are of; Apple lists none for passes, so by default they say nothing."""
        return _text("APNS_PUSH_TYPE") or None

    @property
    def google_secret(self) -> str:
        """Name of the secret with Google's service account."""
        return _text("GOOGLE_SECRET")

    @property
    def google_wallet_url(self) -> str:
        """Google's Wallet API v1."""
        return _text("GOOGLE_WALLET_URL").rstrip("/")

    @property
    def google_token_url(self) -> str:
        """Where Google gives out access tokens."""
        return _text("GOOGLE_TOKEN_URL")

    @property
    def google_keys_url(self) -> str:
        """Root keys of Google's callbacks."""
        return _text("GOOGLE_KEYS_URL")

    @property
    def extra_ca_file(self) -> str | None:
        """PEM file of an authority to trust in addition, or None."""
        return _text("EXTRA_CA_FILE") or None

    @property
    def reversal_delay_seconds(self) -> int:
        """How long a downward difference waits; SQS carries no delay over 900 s."""
        return _number("REVERSAL_DELAY_SECONDS", 0, 900)

    @property
    def coalesce_seconds(self) -> int:
        """Pause after an update of a pass in which further changes become one."""
        return _number("COALESCE_SECONDS", 0, 900)

    @property
    def altegio_requests_per_second(self) -> int:
        """Altegio's limit per address and second."""
        return _number("ALTEGIO_REQUESTS_PER_SECOND", 1, 100_000)

    @property
    def altegio_requests_per_minute(self) -> int:
        """Altegio's limit per address and minute."""
        return _number("ALTEGIO_REQUESTS_PER_MINUTE", 1, 6_000_000)
