"""Chromium by the WebDriver protocol, as much of it as looking at pages needs."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from base64 import b64decode
from tempfile import TemporaryDirectory
from typing import Any, Self

import httpx

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb",
)  # fmt: skip
_LOGS = {"goog:loggingPrefs": {"browser": "ALL"}}
_START_SECONDS = 30.0
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": "\ue00d", "Down": "\ue015"}


class BrowserMissingError(Exception):
    """Nothing can be looked at here; the text says why in one line."""


class Chromium:
    """One window. A context manager ends it."""

    def __init__(self, *, scripts: bool = True) -> None:
        """`scripts`: whether pages may run theirs. Raises BrowserMissingError."""
        driver = shutil.which("chromedriver")
        if driver is None or not (shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")):
            raise BrowserMissingError("Chromium or its driver is missing: install chromium and chromium-driver")
        self._profile = TemporaryDirectory(prefix="comeback-browser-", ignore_cleanup_errors=True)
        port = _free_port()
        self._process = subprocess.Popen([driver, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False)
        try:
            self._session = self._start(scripts)
        except BaseException:
            self.close()
            raise

    def go(self, url: str) -> None:
        """Open a page and wait for it."""
        self._do("POST", "/url", {"url": url})

    @property
    def url(self) -> str:
        """Where it is."""
        return str(self._do("GET", "/url"))

    def size(self, width: int, height: int = 900) -> None:
        """Of what is seen of the page, in CSS pixels, also below the least width of a window."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self._tell("Emulation.setDeviceMetricsOverride", metrics)

    def pretend(self, agent: str = "", *, fingers: int = 0, language: str = "en") -> None:
        """To be another browser, with a screen for so many fingers; without an `agent` it is itself again."""
        headers = {"userAgent": agent or self._own_agent(), "acceptLanguage": language}
        self._tell("Emulation.setUserAgentOverride", headers)
        touch = {"enabled": True, "maxTouchPoints": fingers} if fingers else {"enabled": False}
        self._tell("Emulation.setTouchEmulationEnabled", touch)

    def loaded(self) -> dict[str, int]:
        """The bytes of the body of each address that the open page has loaded, itself included."""
        entries: dict[str, int] = self.run(
            "return Object.fromEntries([...performance.getEntriesByType('navigation'),"
            " ...performance.getEntriesByType('resource')].map(one => [one.name, one.encodedBodySize]))"
        )
        return entries

    def run(self, script: str, *arguments: object) -> Any:
        """The answer of a script; works where the page's own scripts are refused."""
        return self._do("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def wait_for(self, script: str, *arguments: object) -> Any:
        """The answer of a script that calls back when it is done."""
        return self._do("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def click(self, selector: str) -> None:
        """As with a mouse."""
        self._do("POST", f"/element/{self._find(selector)}/click", {})

    def type(self, selector: str, text: str) -> None:
        """In place of what stands there."""
        element = self._find(selector)
        self._do("POST", f"/element/{element}/clear", {})
        self._do("POST", f"/element/{element}/value", {"text": text})

    def press(self, *keys: str) -> None:
        """By name, or as characters, into whatever has the focus."""
        strokes = [
            {"type": kind, "value": one} for key in keys for one in (KEYS.get(key) or key) for kind in ("keyDown", "keyUp")
        ]
        self._do("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]})

    def shows(self, selector: str) -> bool:
        """Whether there is such an element."""
        return bool(self._do("POST", "/elements", {"using": "css selector", "value": selector}))

    def text(self, selector: str = "main") -> str:
        """What is read there."""
        return str(self._do("GET", f"/element/{self._find(selector)}/text"))

    def wait_until(self, selector: str, seconds: float = 20.0) -> None:
        """Raises TimeoutError when there is no such element in time."""
        deadline = time.monotonic() + seconds
        while not self.shows(selector):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{selector} did not appear on {self.url}")
            time.sleep(0.05)

    def screenshot(self, *, full: bool = True) -> bytes:
        """The page as PNG, to its end unless only what is seen at first is wanted."""
        shot = {"format": "png", "captureBeyondViewport": full}
        if full:
            size = self._tell("Page.getLayoutMetrics", {})["cssContentSize"]
            shot["clip"] = {**size, "scale": 1}
        return b64decode(self._tell("Page.captureScreenshot", shot)["data"])

    def complaints(self) -> list[str]:
        """What the browser has noted since it was asked last: errors of scripts and of policies."""
        return [str(entry["message"]) for entry in self._do("POST", "/se/log", {"type": "browser"})]

    def close(self) -> None:
        """Ends window, driver and profile."""
        if hasattr(self, "_session"):
            self._do("DELETE", "")
        self._http.close()
        self._process.terminate()
        self._process.wait(timeout=20)
        self._profile.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self, scripts: bool) -> str:  # noqa: FBT001 - from the constructor, where it has its name
        options: dict[str, Any] = {"args": [*_OPTIONS, f"--user-data-dir={self._profile.name}"]}
        if not scripts:
            options["prefs"] = {"profile.managed_default_content_settings.javascript": 2}
        wanted = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options, **_LOGS}}}
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                answer = self._http.post("/session", json=wanted)
            except httpx.TransportError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise BrowserMissingError("Chromium's driver does not start") from None
                time.sleep(0.05)
                continue
            if answer.is_error:
                raise BrowserMissingError(f"Chromium does not start: {answer.json()['value']['message'].splitlines()[0]}")
            return str(answer.json()["value"]["sessionId"])

    def _own_agent(self) -> str:
        return str(self._tell("Browser.getVersion", {})["userAgent"])

    def _tell(self, command: str, parameters: dict[str, Any]) -> Any:
        """In the browser's own language."""
        return self._do("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def _find(self, selector: str) -> str:
        return str(self._do("POST", "/element", {"using": "css selector", "value": selector})[_ELEMENT])

    def _do(self, method: str, path: str, body: object = None) -> Any:
        answer = self._http.request(method, f"/session/{self._session}{path}", json=body)
        value = answer.json()["value"]
        if answer.is_error:
            raise RuntimeError(f"{method} {path}: {value['message'].splitlines()[0]}")
        return value


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])
