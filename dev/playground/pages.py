"""The page and its forms, below `/__local/play` of the local stack."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import httpx
from jinja2 import Environment, FileSystemLoader

from dev.altegio.desk import Desk, DeskError
from dev.google.desk import DeskError as GoogleDeskError
from dev.phone.package import PassRejected
from dev.playground.desk import DeskButtons
from dev.playground.owner import Owner
from dev.playground.wallets import Wallets
from dev.runner.drive import StackDriver, StackError
from dev.runner.payload import Request, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME = "/__local/play"
LOCATION = 4564
SERVICES = ("Haircut", "Beard trim", "Coloring", "Consultation")
_REFUSALS = (DeskError, GoogleDeskError, PassRejected, StackError, httpx.HTTPError, OSError, KeyError, ValueError)


class Playground:
    """One for all visitors: they stand at the same desk and hold the same phone."""

    def __init__(self, driver: StackDriver) -> None:
        """`driver` is closed with the playground."""
        self._driver = driver
        self._desk = DeskButtons(Desk(driver.facts["altegio"]["app_url"]), LOCATION)
        self._owner = Owner(driver, LOCATION)
        self._wallets = Wallets(driver)
        self._said = ""
        self._lock = Lock()
        environment = Environment(loader=FileSystemLoader(Path(__file__).with_name("templates")), autoescape=True)
        self._page, self._now = (environment.get_template(name) for name in ("page.html", "now.html"))

    def answer(self, request: Request) -> Response:
        """Never raises for what a client sends."""
        path = urlsplit(request.target).path.removeprefix(HOME).strip("/")
        match request.method, path.split("/"):
            case "GET", [""]:
                return _html(self._page.render(**self._shown(), services=SERVICES))
            case "GET", ["now"]:
                return _html(self._now.render(**self._shown()))
            case "POST", [who, act]:
                if not self._is_ours(request):
                    return _text(403, "forms of other sites have no say here")
                with self._lock:
                    return self._press(who, act, dict(parse_qsl(request.body.decode(errors="replace"))))
        return _text(404, "there is nothing here")

    def close(self) -> None:
        """Puts the phone away."""
        self._wallets.close()
        self._driver.close()

    def add_pass(self, link: str) -> None:
        """For a story that leaves its phone on the table. Raises PassRejected."""
        self._wallets.add_pass(link)

    def _press(self, who: str, act: str, form: Mapping[str, str]) -> Response:
        if (who, act) == ("desk", "connect"):
            return self._connect()
        try:
            self._said = self._desk.press(act, form) if who == "desk" else self._handle(who, act, form)
        except _REFUSALS as problem:
            self._said = f"That did not work: {problem}"
        return Response(303, [("location", HOME)], b"")

    def _handle(self, who: str, act: str, form: Mapping[str, str]) -> str:
        match who, act:
            case "phone", "add":
                return self._wallets.add_pass(self._owner.link(form["phone"], "apple"))
            case "phone", "delete":
                return self._wallets.delete_pass(form["serial"])
            case "google", "save":
                return self._wallets.save_to_google(self._owner.link(form["phone"], "google"))
            case "google", "remove":
                return self._wallets.remove_from_google(form["object"])
            case "stack", "sweep":
                return f"The sweep says: {self._driver.run_job('sweep')}"
        raise KeyError(act)

    def _connect(self) -> Response:
        """As in Altegio: the owner presses Connect, her browser goes to us with a signature."""
        redirect = self._desk.desk.press_connect([LOCATION])
        return Response(303, [("location", f"{self._driver.base_url}/altegio/connect?{redirect.query}")], b"")

    def _shown(self) -> dict[str, object]:
        clients = sorted(self._desk.desk.clients(LOCATION), key=lambda one: one.client_id)
        return {
            "home": HOME, "base_url": self._driver.base_url, "connected": self._owner.is_connected, "said": self._said,
            "clients": clients, "names": {one.client_id: f"{one.name} {one.surname}".strip() for one in clients},
            "bookings": self._desk.bookings()[:12], "events": self._desk.desk.webhooks()[-8:][::-1],
            "passes": self._wallets.passes(), "objects": self._wallets.objects(),
        }  # fmt: skip

    def _is_ours(self, request: Request) -> bool:
        """A browser names the page that a form stands on; other programs name none."""
        origin = next((value for name, value in request.headers if name.lower() == "origin"), None)
        return origin is None or urlsplit(origin).hostname in {"127.0.0.1", "localhost"}


def _html(text: str) -> Response:
    headers = [
        ("content-type", "text/html; charset=utf-8"), ("cache-control", "no-store"), ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
    ]  # fmt: skip
    return Response(200, headers, text.encode())


def _text(status: int, text: str) -> Response:
    return Response(status, [("content-type", "text/plain; charset=utf-8")], text.encode())
