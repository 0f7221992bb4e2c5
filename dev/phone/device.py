"""The phone itself: passes it has, and its talk with their web services (wallets.md §2)."""

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from urllib.parse import quote

import httpx
from cryptography import x509

from dev.phone.listener import PushListener
from dev.phone.package import PassFile, PassRejected, open_pass
from dev.phone.screen import announcement, draw

MIME = "application/vnd.apple.pkpass"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call to a web service."""

    method: str
    path: str
    status: int


@dataclass(frozen=True, slots=True)
class Installed:
    """A pass on the phone, its date as the server gave it, and what the lock screen said last."""

    file: PassFile
    last_modified: str | None
    said: str | None = None


@dataclass(slots=True)
class Phone:
    """Thread-safe for one listener beside the caller. `exchanges` and `complaints` tell what happened; after a failure of the
    server it tries again after each of `pauses`, then gives up.
    """

    ca_file: Path
    device_id: str = field(default_factory=lambda: secrets.token_hex(16))
    push_token: str = field(default_factory=lambda: secrets.token_hex(32))
    passes: dict[str, Installed] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    exchanges: list[Exchange] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    pauses: tuple[float, ...] = (0.5, 1.0, 2.0)
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60, trust_env=False), repr=False)
    _changed: threading.Condition = field(default_factory=threading.Condition, repr=False)
    _listener: PushListener | None = None

    def add(self, url: str) -> PassFile:
        """Open a download link, show the pass, add it, register. Raises PassRejected."""
        answer = self._call("GET", url)
        if answer.status_code != 200 or answer.headers.get("content-type") != MIME:
            raise PassRejected(f"the link gave {answer.status_code} {answer.headers.get('content-type')}")
        return self.install(answer.content, answer.headers.get("last-modified"))

    def install(self, data: bytes, last_modified: str | None = None) -> PassFile:
        """Add a pass from its bytes and register. Raises PassRejected."""
        file = self._open(data)
        with self._changed:
            self.passes[file.serial] = Installed(file, last_modified)
            self._changed.notify_all()
        self.register(file.serial)
        return file

    def register(self, serial: str) -> int:
        """Ask to be told of changes; the status of the answer."""
        return self._registration("POST", serial, "Register", {"pushToken": self.push_token}, {200, 201})

    def delete(self, serial: str) -> int:
        """Remove the pass and unregister; the status of the answer."""
        status = self._registration("DELETE", serial, "Unregister", None, {200})
        with self._changed:
            self.passes.pop(serial, None)
            self._changed.notify_all()
        return status

    def on_push(self, topic: str) -> list[str]:
        """What a push makes a phone do: ask what changed of this pass type, fetch each; the serials that were updated."""
        services = {str(one.file.document["webServiceURL"]) for one in self.passes.values() if one.file.pass_type == topic}
        return [serial for service in sorted(services) for serial in self._ask(service, topic)]

    def refresh(self, serial: str, *, was_told: bool = False) -> bool:
        """Fetch one pass (pulling down on its back does it without a push); whether it was replaced."""
        had = self.passes[serial]
        headers = {"If-Modified-Since": had.last_modified} if had.last_modified else {}
        url = f"{had.file.document['webServiceURL']}/v1/passes/{quote(had.file.pass_type)}/{quote(serial)}"
        answer = self._call("GET", url, headers={**_authorization(had.file), **headers})
        if answer.status_code == 304:
            if was_told:
                self._complain(had.file, f"Server requested update to serial number '{serial}', but the pass was unchanged.")
            return False
        if answer.status_code != 200:
            self._complain(had.file, f"Get pass task (for device {self.device_id}) {_unexpected(answer)}")
            return False
        new = self._replacement(had.file, answer.content)
        if new is None:
            return False
        if new.same_as(had.file):
            unchanged = f"Server requested update to serial number '{serial}', but the pass was unchanged."
            ignored = f"Server ignored the 'if-modified-since' header ({had.last_modified})."
            self._complain(had.file, unchanged if was_told or not headers else ignored)
        with self._changed:
            said = announcement(had.file, new)
            self.passes[serial] = Installed(new, answer.headers.get("last-modified"), said or had.said)
            self._changed.notify_all()
        return True

    def _replacement(self, had: PassFile, data: bytes) -> PassFile | None:
        try:
            new = self._open(data)
        except PassRejected as problem:
            self._complain(had, f"Get pass task (for device {self.device_id}) encountered error: invalid data: {problem}")
            return None
        if (new.serial, new.pass_type) == (had.serial, had.pass_type):
            return new
        self._complain(had, f"Get pass task (for device {self.device_id}) encountered error: it is another pass")
        return None

    def listen(self, apns_url: str) -> Self:
        """Hear pushes from the stand-in for APNs, in a thread, until `close`."""
        self._listener = PushListener(apns_url, str(self.ca_file), self.push_token, self.on_push)
        return self

    def close(self) -> None:
        """Stop listening."""
        if self._listener:
            self._listener.close()
        self.http.close()

    def wait_for(self, condition: Callable[["Phone"], bool], timeout: float = 60.0) -> bool:
        """Whether the condition came true in time; looked at whenever a pass changes."""
        with self._changed:
            return self._changed.wait_for(lambda: condition(self), timeout)

    def picture(self, serial: str, *, back: bool = False) -> str:
        """The pass as text."""
        return draw(self.passes[serial].file, back=back)

    def _ask(self, service: str, topic: str) -> list[str]:
        tag = self.tags.get(topic)
        url = f"{service}/v1/devices/{self.device_id}/registrations/{quote(topic)}"
        answer = self._call("GET", url, params={"passesUpdatedSince": tag} if tag else None)
        one = next(iter(self.passes.values())).file
        if answer.status_code == 204:
            return []
        if answer.status_code != 200:
            self._complain(one, f"Get serial #s task (for device {self.device_id}) {_unexpected(answer)}")
            return []
        told = answer.json()
        serials = [serial for serial in told["serialNumbers"] if serial in self.passes]
        if told["lastUpdated"] == tag:
            included = f"Response to 'What changed?' request included {len(told['serialNumbers'])} serial numbers"
            self._complain(one, f"{included} but the lastUpdated tag ({tag}) remained the same.")
        self.tags[topic] = told["lastUpdated"]
        return [serial for serial in serials if self.refresh(serial, was_told=tag is not None)]

    def _registration(self, method: str, serial: str, task: str, body: dict[str, str] | None, good: set[int]) -> int:
        file = self.passes[serial].file
        base = f"{file.document['webServiceURL']}/v1/devices/{self.device_id}/registrations"
        answer = self._call(method, f"{base}/{quote(file.pass_type)}/{quote(serial)}", headers=_authorization(file), json=body)
        if answer.status_code not in good:
            self._complain(file, f"{task} task (for device {self.device_id}) {_unexpected(answer)}")
        return answer.status_code

    def _open(self, data: bytes) -> PassFile:
        authorities = x509.load_pem_x509_certificates(self.ca_file.read_bytes())
        return open_pass(data, authorities)

    def _complain(self, file: PassFile, text: str) -> None:
        """Tell the web service, as phones do."""
        service = file.document["webServiceURL"]
        line = f"[{datetime.now(UTC):%Y-%m-%d %H:%M:%S +0000}] {text} (pass type {file.pass_type}, web service url {service})"
        self.complaints.append(text)
        self._call("POST", f"{service}/v1/log", json={"logs": [line]})

    def _call(
        self,
        method: str,
        url: str,
        *,
        headers: dict[str, str] | None = None,
        params: dict[str, str] | None = None,
        json: Mapping[str, object] | None = None,
    ) -> httpx.Response:
        pauses = list(self.pauses)
        while True:
            answer = self.http.request(method, url, headers=headers, params=params, json=json)
            self.exchanges.append(Exchange(method, answer.request.url.raw_path.decode(), answer.status_code))
            if answer.status_code < 500 or not pauses:
                return answer
            time.sleep(pauses.pop(0))


def _authorization(file: PassFile) -> dict[str, str]:
    return {"Authorization": f"ApplePass {file.document['authenticationToken']}"}


def _unexpected(answer: httpx.Response) -> str:
    return f"encountered error: Unexpected response code {answer.status_code}"
