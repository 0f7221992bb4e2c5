"""The two wallets as the page shows them: the real pass as the phone has it, and the object that Google has."""

import base64
from dataclasses import dataclass, field
from typing import Any

from dev.google.desk import DeskError as GoogleDeskError
from dev.google.desk import GoogleDesk
from dev.phone.device import Installed, Phone
from dev.runner.drive import StackDriver

_GROUPS = ("headerFields", "primaryFields", "secondaryFields", "auxiliaryFields", "backFields")


@dataclass(slots=True)
class Wallets:
    """One phone and one Google account; both forget when the stack ends."""

    driver: StackDriver
    phone: Phone = field(init=False)
    google: GoogleDesk = field(init=False)
    _listens: bool = False

    def __post_init__(self) -> None:
        """Nothing is installed."""
        self.phone = Phone(self.driver.ca_file)
        self.google = GoogleDesk(self.driver.facts["google_wallet_url"])

    def add_pass(self, link: str) -> str:
        """Raises PassRejected."""
        card = self.phone.add(link)
        if not self._listens:
            self.phone.listen(self.driver.apns_url)
            self._listens = True
        return f"The phone has the pass {card.serial} and is registered."

    def delete_pass(self, serial: str) -> str:
        """Raises KeyError for a pass that is not there."""
        self.phone.delete(serial)
        return "The phone has forgotten the pass."

    def save_to_google(self, link: str) -> str:
        """Follows the link to Google's save page. Raises GoogleDeskError."""
        answer = self.driver.http.get(link.removeprefix(self.driver.base_url))
        self.google.save(answer.headers.get("location", ""))
        return "Google has saved the card."

    def remove_from_google(self, object_id: str) -> str:
        """Raises GoogleDeskError."""
        self.google.remove(object_id)
        return "Google has removed the card."

    def passes(self) -> list[dict[str, Any]]:
        """What the page draws of each pass."""
        return [_drawn(one) for one in self.phone.passes.values()]

    def objects(self) -> list[dict[str, Any]]:
        """What the page draws of each saved object; none while Google does not answer."""
        try:
            state = self.google.state()
            looks = [{"id": name, **self.google.look(name)} for name in state["objects"]]
            return [look for look in looks if look["holders"]]
        except (GoogleDeskError, OSError):
            return []

    def close(self) -> None:
        """Stop listening."""
        self.phone.close()


def _drawn(installed: Installed) -> dict[str, Any]:
    file = installed.file
    document = file.document
    return {
        "serial": file.serial,
        "owner": document.get("logoText", document["organizationName"]),
        "colours": {name: document.get(f"{name}Color", "") for name in ("background", "foreground", "label")},
        "groups": {group.removesuffix("Fields"): file.style.get(group, []) for group in _GROUPS},
        "strip": _picture(file.images, "strip"),
        "logo": _picture(file.images, "logo"),
        "code": next((code.get("altText", "") for code in document.get("barcodes", [])), ""),
        "voided": bool(document.get("voided")),
        "said": installed.said,
    }


def _picture(images: Any, name: str) -> str:
    """The sharpest of a picture's sizes as a data address, empty without one."""
    sizes = [each for each in (f"{name}@3x.png", f"{name}@2x.png", f"{name}.png") if each in images]
    return f"data:image/png;base64,{base64.b64encode(images[sizes[0]]).decode()}" if sizes else ""
