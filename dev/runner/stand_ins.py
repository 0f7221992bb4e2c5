"""The programs that stand in for outside servers, each only when no variable points the stack at another one."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dev.altegio.desk.controls import ControlDesk
from dev.google.desk import GoogleDesk
from dev.runner.certificates import GOOGLE_ISSUER_ID
from dev.runner.processes import Service, refuse_taken
from dev.runner.settings import CHECKOUT, google_urls_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dev.runner.certificates import Certificates
    from dev.runner.secret_values import LocalSecrets
    from dev.runner.settings import LocalSettings


def outside_urls(settings: LocalSettings) -> dict[str, str]:
    """Addresses of the outside servers, given or ours, by the functions' variables for them."""
    altegio = f"http://127.0.0.1:{settings.altegio_port}"
    return {
        "ALTEGIO_API_URL": settings.altegio_api_url or f"{altegio}/api/v1",
        "ALTEGIO_APP_URL": settings.altegio_app_url or altegio,
        "APNS_URL": settings.apns_url or f"https://127.0.0.1:{settings.apns_port}",
        **(settings.google_urls or google_urls_at(f"http://127.0.0.1:{settings.google_port}")),
    }


@dataclass(slots=True)
class StandIn:
    """One program: `python -m dev.NAME serve` on a port that `variable` moves."""

    name: str
    title: str
    port: int
    variable: str
    service: Service = field(init=False)
    settings: LocalSettings

    def __post_init__(self) -> None:
        """Nothing is started yet."""
        folder = self.settings.data_dir
        self.service = Service(f"the {self.title}", folder / f"{self.name}.pid", folder / "logs" / f"{self.name}.log")

    def claim_port(self) -> None:
        """Ends what a killed stack left over. Raises StartError when another program has the port."""
        self.service.end_leftover(f"dev.{self.name}")
        refuse_taken(self.port, self.title, self.variable)

    def start(self, arguments: list[str], environment: Mapping[str, str]) -> None:
        """Starts it without waiting; secrets go by environment, where `ps` does not show them."""
        command = [sys.executable, "-m", f"dev.{self.name}", "serve", "--port", str(self.port), *arguments]
        needed = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(CHECKOUT)}
        self.service.start(command, {**needed, **environment})

    def wait(self) -> None:
        """Returns when it listens."""
        self.service.wait_for_port(self.port)


class StandIns:
    """All that this stack needs."""

    def __init__(self, settings: LocalSettings) -> None:
        """Chooses; nothing is started yet."""
        self._settings = settings
        self.altegio = (
            StandIn("altegio", "Altegio stand-in", settings.altegio_port, "ALTEGIO_PORT", settings)
            if settings.altegio_api_url is None
            else None
        )
        self.apns = (
            StandIn("apns", "APNs stand-in", settings.apns_port, "APNS_PORT", settings) if settings.apns_url is None else None
        )
        self.google = (
            None
            if settings.google_urls
            else StandIn("google", "Google Wallet stand-in", settings.google_port, "GOOGLE_PORT", settings)
        )

    @property
    def all(self) -> list[StandIn]:
        """Those that are needed."""
        return [one for one in (self.altegio, self.apns, self.google) if one is not None]

    @property
    def are_complete(self) -> bool:
        """Whether no outside server is somebody else's."""
        return len(self.all) == 3

    def start(self, certificates: Certificates, secrets: LocalSecrets) -> None:
        """Starts them side by side and waits until they listen."""
        if self.altegio is not None:
            self.altegio.start(self._altegio_arguments(), {
                "ALTEGIO_PARTNER_TOKEN": secrets.partner_token, "ALTEGIO_USER_TOKEN": secrets.user_token,
            })  # fmt: skip
        if self.apns is not None:
            certificate, key = certificates.server
            self.apns.start(["--cert", str(certificate), "--key", str(key), "--ca", str(certificates.ca_file)], {})
        if self.google is not None:
            self.google.start(self._google_arguments(certificates), {})
        for one in self.all:
            one.wait()

    def on_the_way(self) -> int:
        """Events and callbacks that our stand-ins are about to post."""
        posts = 0
        with suppress(OSError):
            if self.altegio is not None:
                posts += int(ControlDesk(f"http://127.0.0.1:{self.altegio.port}").counters().webhooks["in_flight"])
            if self.google is not None:
                posts += int(GoogleDesk(f"http://127.0.0.1:{self.google.port}").state()["in_flight"])
        return posts

    def stop(self) -> None:
        """Ends them."""
        for one in self.all:
            one.service.stop()

    def _google_arguments(self, certificates: Certificates) -> list[str]:
        data = self._settings.data_dir
        return [
            "--service-account-public-key", str(certificates.google_account[0]), "--issuer-id", GOOGLE_ISSUER_ID,
            "--state", str(data / "google.json"), "--clock-file", str(data / "clock"),
        ]  # fmt: skip

    def _altegio_arguments(self) -> list[str]:
        settings = self._settings
        # Our limiter is told what Altegio allows, so the stand-in allows just that.
        limits = settings.function_variables
        return [
            "--state", str(settings.data_dir / "altegio.json"),
            "--application-id", str(settings.altegio_application_id),
            "--callback-url", f"{settings.base_url}/altegio/lifecycle",
            "--per-second", limits.get("ALTEGIO_REQUESTS_PER_SECOND", "5"),
            "--per-minute", limits.get("ALTEGIO_REQUESTS_PER_MINUTE", "200"),
        ]  # fmt: skip
