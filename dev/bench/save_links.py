"""Links that save a card to Google Wallet, beside PyJWT and google-auth (PyPI), which most Python programs sign them with."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from comeback.adapters.google.account import ServiceAccount
from comeback.adapters.google.http import GoogleHttp
from comeback.adapters.google.tokens import AccessTokens
from comeback.adapters.google.wallet import RestGoogleWallet
from comeback.adapters.system import SystemClock
from dev.bench.rounds import PeerMissingError, medians, python_of_peers, rounds_of
from dev.bench.table import Goal, Line, Remark, Row
from dev.build.stand_in_secrets import made_up_secrets

TITLE = "Save links of Google Wallet on one core (a second of processor time, medians of interleaved rounds)"
# All spend nearly all of it in the same RSA operation.
_GOAL = Goal(">=", 0.95)
_ROUNDS, _SECONDS = 5, 1.0
_PEERS = ("PyJWT", "google-auth")
_NOWHERE = "https://nowhere.invalid"


def run() -> Sequence[Line]:
    """About twenty seconds."""
    secret = made_up_secrets()["google"]
    ours = OurLinks(secret)
    with TemporaryDirectory() as folder, ExitStack() as stack:
        account = Path(folder) / "account.json"
        account.write_text(json.dumps(secret))
        try:
            python = str(python_of_peers(" and ".join(_PEERS)))
        except PeerMissingError as reason:
            return compare(ours.round, {}, str(reason))
        signer = str(Path(__file__).with_name("link_signer.py"))
        rounds = {peer: stack.enter_context(rounds_of([python, signer, peer, str(account)])) for peer in _PEERS}
        return compare(ours.round, rounds)


def compare(
    ours: Callable[[float], float], peers: Mapping[str, Callable[[float], float]], missing: str = "", *,
    rounds: int = _ROUNDS, seconds: float = _SECONDS,
) -> Sequence[Line]:  # fmt: skip
    """With programs of others; `missing`: why there are none."""
    speed = medians(rounds, {name: partial(one, seconds) for name, one in {"ours": ours, **peers}.items()})
    mine = speed.pop("ours")
    rows = [Row("save links", mine, "/s", peer, theirs, _GOAL) for peer, theirs in speed.items()]
    return rows or [Remark(f"{mine:,.0f} links/s; {missing}")]


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
