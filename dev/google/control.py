"""What can be asked and told of the stand-in beside Google's own calls; the routes stand in `server`."""

import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from dev.google.refusals import Refused
from dev.google.troubles import Fault
from dev.google.wallet import Json, Wallet

_PREFIX = "/__control/"
_LONGEST_WAIT = 30.0


def control(wallet: Wallet, method: str, path: str, told: Json) -> Json:
    """A control route. Raises Refused, and what a wrong body causes."""
    name = path.removeprefix(_PREFIX)
    if method == "POST" and name in _CHANGES:
        _CHANGES[name](wallet, told)
        return {}
    match method, name.split("/", 1):
        case "GET", ["state"]:
            return _state(wallet)
        case "GET", ["objects", object_id]:
            return wallet.issuer.look(object_id)
        case "GET", ["callbacks"]:
            return wallet.post.shown()
    raise Refused(404, "notFound", "There is no such control.")


def _state(wallet: Wallet) -> Json:
    names = wallet.issuer.names("loyaltyObject")
    return {
        "issuer_id": wallet.issuer.issuer_id, "classes": wallet.issuer.names("loyaltyClass"), "objects": names,
        "saved": [name for name in names if wallet.issuer.get("loyaltyObject", name)["hasUsers"]],
        "calls": dict(wallet.troubles.calls), "faults": [asdict(fault) for fault in wallet.troubles.pending()],
        "in_flight": wallet.post.shown()["in_flight"],
    }  # fmt: skip


def _save(wallet: Wallet, told: Json) -> None:
    if "object_id" in told:
        wallet.issuer.save(told["object_id"])
        return
    status, page = wallet.save(str(told["link"]).rpartition("/")[2])
    if status != 200:
        raise Refused(400, "refused", re.sub(r"<[^>]*>", "", page.rpartition("<p>")[2]))


def _spoil_callbacks(wallet: Wallet, told: Json) -> None:
    wallet.post.copies, wallet.post.lose = int(told.get("copies", 1)), int(told.get("lose", 0))


def _limit(wallet: Wallet, told: Json) -> None:
    wallet.troubles.per_second = int(told["per_second"])


def _places(wallet: Wallet, told: Json) -> None:
    wallet.takes_places = bool(told["taken"])


def _reset(wallet: Wallet, _told: Json) -> None:
    wallet.takes_places = True
    wallet.issuer.reset()
    wallet.troubles.reset()
    wallet.post.reset()


_CHANGES: dict[str, Callable[[Wallet, Json], Any]] = {
    "save": _save,
    "remove": lambda wallet, told: wallet.issuer.remove(told["object_id"]),
    "callbacks": _spoil_callbacks,
    "callbacks/wait": lambda wallet, told: wallet.post.shown(wait=min(float(told.get("seconds", 10)), _LONGEST_WAIT)),
    "faults": lambda wallet, told: wallet.troubles.add(Fault(**told)),
    "faults/clear": lambda wallet, _told: wallet.troubles.clear(),
    "limits": _limit,
    "places": _places,
    "tokens/revoke": lambda wallet, _told: wallet.account.revoke_all(),
    "reset": _reset,
}
