"""Links that save a card to Google Wallet, beside PyJWT (PyPI), which most Python programs sign them with.

PyJWT is in the environment of aioapns, which needs it.
"""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from comeback.adapters.google.account import ServiceAccount
from comeback.adapters.google.http import GoogleHttp
from comeback.adapters.google.tokens import AccessTokens
from comeback.adapters.google.wallet import RestGoogleWallet
from comeback.adapters.system import SystemClock
from dev.bench.rounds import medians, rounds_of
from dev.bench.table import Goal, Line, Remark, Row
from dev.build.stand_in_secrets import made_up_secrets
from dev.setup.__main__ import main as set_up

TITLE = "Save links of Google Wallet on one core (a second of processor time, medians of interleaved rounds)"
# Both spend nearly all of it in the same RSA operation.
_GOAL = Goal(">=", 0.95)
_ROUNDS, _SECONDS = 5, 1.0
_PEER = Path(__file__).with_name("pyjwt_signer.py")
_PYTHON = Path(__file__).resolve().parents[2] / ".tools" / "aioapns" / "bin" / "python"
_NOWHERE = "https://nowhere.invalid"


def run() -> Sequence[Line]:
    """About ten seconds."""
    secret = made_up_secrets()["google"]
    ours = OurLinks(secret)
    if set_up(["aioapns"]):
        return compare(ours.round, None)
    with TemporaryDirectory() as folder:
        (Path(folder) / "account.json").write_text(json.dumps(secret))
        with rounds_of([str(_PYTHON), str(_PEER), f"{folder}/account.json"]) as theirs:
            return compare(ours.round, theirs)


def compare(
    ours: Callable[[float], float], theirs: Callable[[float], float] | None, rounds: int = _ROUNDS, seconds: float = _SECONDS
) -> Sequence[Line]:
    """With PyJWT, if it is there."""
    if theirs is None:
        speed = medians(rounds, {"ours": lambda: ours(seconds)})
        return [Remark(f"{speed['ours']:,.0f} links/s; PyJWT could not be installed, so there is nothing to compare with")]
    speed = medians(rounds, {"ours": lambda: ours(seconds), "PyJWT": lambda: theirs(seconds)})
    return [Row("save links", speed["ours"], "/s", "PyJWT", speed["PyJWT"], _GOAL)]


class OurLinks:
    """Each of another card."""

    def __init__(self, secret: dict[str, str]) -> None:
        """`secret`: as in Secrets Manager. A link needs no call."""
        http, clock = GoogleHttp(httpx.Client()), SystemClock()
        self._wallet = RestGoogleWallet(
            http, AccessTokens(http, _NOWHERE, clock), _NOWHERE, lambda: ServiceAccount(secret), clock
        )

    def make(self, number: int) -> str:
        """The link of card `number`."""
        return self._wallet.save_link(f"{self._wallet.issuer_id}.cd_{number:026}")

    def round(self, seconds: float) -> float:
        """Links a second of processor time."""
        count, start = 0, time.process_time()
        while (elapsed := time.process_time() - start) < seconds:
            self.make(count := count + 1)
        return count / elapsed
