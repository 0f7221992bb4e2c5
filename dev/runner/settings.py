"""Every environment variable that only the local runner reads, typed and checked before anything starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from dev.runner.errors import StartError

CHECKOUT = Path(__file__).resolve().parents[2]
DEFAULT_STATE_DIR = CHECKOUT / ".local"
# Variables of functions whose local value a person may set; name -> (lowest, highest).
_TIMINGS = {
    "REVERSAL_DELAY_SECONDS": (0, 900),
    "COALESCE_SECONDS": (0, 900),
    "ALTEGIO_REQUESTS_PER_SECOND": (1, 100_000),
    "ALTEGIO_REQUESTS_PER_MINUTE": (1, 6_000_000),
}
# Where each stands on a server that is named by only some of them, as on the stand-in.
_GOOGLE_PATHS = {"GOOGLE_WALLET_URL": "/walletobjects/v1", "GOOGLE_TOKEN_URL": "/token", "GOOGLE_KEYS_URL": "/gp/m/issuer/keys"}


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """Where the stack listens and keeps its data, and which outside servers it is pointed at.

    `state_dir` holds what can be made again: certificates, `stack.json`. `data_dir` is one stack's own.
    """

    port: int = 8787
    aws_emulator_port: int = 4566
    altegio_port: int = 8788
    apns_port: int = 8789
    google_port: int = 8790
    data_dir: Path = DEFAULT_STATE_DIR / "data"
    state_dir: Path = DEFAULT_STATE_DIR
    sweep_minutes: int = 15
    failed_message_seconds: int | None = None
    altegio_api_url: str | None = None
    altegio_app_url: str | None = None
    altegio_partner_token: str | None = None
    altegio_user_token: str | None = None
    altegio_application_id: int = 2391
    apns_url: str | None = None
    google_urls: Mapping[str, str] = field(default_factory=dict)
    extra_ca_file: Path | None = None
    functions_aws_endpoint_url: str | None = None
    function_variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        """Address of the stack's front door."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def aws_endpoint_url(self) -> str:
        """Address of the AWS emulator."""
        return f"http://127.0.0.1:{self.aws_emulator_port}"


def load_settings(environment: Mapping[str, str]) -> LocalSettings:
    """Reads and checks the variables; raises StartError naming the first wrong one."""
    reader = _Reader(environment)
    extra_ca_file = reader.path("EXTRA_CA_FILE")
    if extra_ca_file is not None and not extra_ca_file.is_file():
        raise StartError(f"EXTRA_CA_FILE: there is no file {extra_ca_file}")
    state_dir = reader.path("LOCAL_STATE_DIR") or DEFAULT_STATE_DIR
    port = reader.number("PORT", 8787, 1, 65535 - 3)  # the stand-ins follow
    api_url, app_url = _altegio_urls(reader)
    return LocalSettings(
        port=port,
        aws_emulator_port=reader.number("AWS_EMULATOR_PORT", 4566, 1, 65535),
        altegio_port=reader.number("ALTEGIO_PORT", port + 1, 1, 65535),
        apns_port=reader.number("APNS_PORT", port + 2, 1, 65535),
        google_port=reader.number("GOOGLE_PORT", port + 3, 1, 65535),
        data_dir=reader.path("LOCAL_DATA_DIR") or state_dir / "data",
        state_dir=state_dir,
        sweep_minutes=reader.number("SWEEP_MINUTES", 15, 0, 1440),
        failed_message_seconds=reader.optional_number("FAILED_MESSAGE_SECONDS", 0, 43_200),
        altegio_api_url=api_url,
        altegio_app_url=app_url,
        altegio_partner_token=reader.text("ALTEGIO_PARTNER_TOKEN"),
        altegio_user_token=reader.text("ALTEGIO_USER_TOKEN"),
        altegio_application_id=reader.number("ALTEGIO_APPLICATION_ID", 2391, 1, 2**53),
        apns_url=reader.url("APNS_URL"),
        google_urls=_google_urls(reader),
        extra_ca_file=extra_ca_file,
        functions_aws_endpoint_url=reader.url("FUNCTIONS_AWS_ENDPOINT_URL"),
        function_variables=_function_variables(reader),
    )


def _altegio_urls(reader: "_Reader") -> tuple[str | None, str | None]:
    """Both or none: the one that is not given is taken to be on the other's server."""
    api_url, app_url = reader.url("ALTEGIO_API_URL"), reader.url("ALTEGIO_APP_URL")
    if api_url and not app_url:
        parts = urlsplit(api_url)
        app_url = f"{parts.scheme}://{parts.netloc}"
    if app_url and not api_url:
        api_url = f"{app_url}/api/v1"
    return api_url, app_url


def google_urls_at(server: str) -> dict[str, str]:
    """Google's addresses, if all of them were on one server."""
    return {name: f"{server}{path}" for name, path in _GOOGLE_PATHS.items()}


def _google_urls(reader: "_Reader") -> dict[str, str]:
    """All or none: those that are not given are taken to be on the first one's server."""
    given = {name: url for name in _GOOGLE_PATHS if (url := reader.url(name))}
    if not given:
        return {}
    parts = urlsplit(next(iter(given.values())))
    return google_urls_at(f"{parts.scheme}://{parts.netloc}") | given


def _function_variables(reader: "_Reader") -> dict[str, str]:
    """Values that go to the functions as they are, for those that were set."""
    return {name: str(reader.number(name, low, low, high)) for name, (low, high) in _TIMINGS.items() if reader.text(name)}


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str) -> str | None:
        """The value, or None when it is absent or empty."""
        return self._environment.get(name, "").strip() or None

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number between the bounds, both included."""
        text = self.text(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise StartError(f"{name} must be a whole number between {low} and {high}")
        return int(text)

    def optional_number(self, name: str, low: int, high: int) -> int | None:
        """None when it is absent or empty."""
        return self.number(name, low, low, high) if self.text(name) else None

    def url(self, name: str) -> str | None:
        """An http or https address without a slash at the end."""
        text = self.text(name)
        if text is None:
            return None
        parts = urlsplit(text)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise StartError(f"{name} must be an http or https address")
        return text.rstrip("/")

    def path(self, name: str) -> Path | None:
        """A path, made absolute from the checkout."""
        text = self.text(name)
        return None if text is None else (CHECKOUT / Path(text).expanduser()).resolve()
