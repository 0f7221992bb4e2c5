"""Complete signed passes a second on one core: against bare RSA, and against the packages that Node and Python programs use.

All by processor time, which is what `openssl speed` tells, and in rounds as long as its own.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from comeback.adapters.words import languages
from dev.bench.node_signer import node_signer
from dev.bench.our_passes import OurPasses, rate, rsa_certificate
from dev.bench.rounds import PeerMissingError, fastest, python_of_peers, rounds_of
from dev.bench.table import Goal, Line, Remark, Row

TITLE = "Complete signed passes on one core (a second of processor time, the fastest of interleaved rounds)"
_ROUNDS = 5
_SECONDS = 1.0
_MANY = "in all languages"
_OPENSSL = "openssl speed rsa2048, sign"
_PYTHON_PEER = Path(__file__).with_name("passes_rs_signer.py")
_WHOLE = "signed passes"
_GOALS = {_WHOLE: Goal(">=", 0.7)}

Round = Callable[[float], float]


def run() -> Sequence[Line]:
    """About a minute."""
    with TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        ours = OurPasses(rsa_certificate())
        ours.write_model(folder)
        peers: dict[str, Round] = {}
        remarks = []
        for peer, start in (("passkit-generator", _node), ("passes-rs-py", _python)):
            try:
                peers[peer] = stack.enter_context(start(folder))
            except PeerMissingError as reason:
                remarks.append(Remark(str(reason)))
        return [*compare(ours, peers), *remarks]


def compare(ours: OurPasses, peers: Mapping[str, Round], rounds: int = _ROUNDS, seconds: float = _SECONDS) -> Sequence[Line]:
    """With bare RSA, part by part, and with programs of others."""
    parts = ours.steps()
    contenders: dict[str, Callable[[], float]] = {part: partial(rate, step, seconds) for part, step in parts.items()}
    if others := languages()[1:]:
        contenders[_MANY] = partial(rate, OurPasses(ours.secret, others).make, seconds)
    contenders |= {name: partial(peer, seconds) for name, peer in peers.items()}
    if has_openssl := shutil.which("openssl") is not None:
        contenders[_OPENSSL] = _openssl
    speed = fastest(rounds, contenders)
    rows: list[Line] = []
    if has_openssl:
        rows += [Row(part, speed[part], "/s", _OPENSSL, speed[_OPENSSL], _GOALS.get(part)) for part in parts]
    rows += [Row(_WHOLE, speed[_WHOLE], "/s", peer, speed[peer]) for peer in peers]
    if _MANY in speed:
        rows.append(Row(f"signed passes in {len(languages())} languages", speed[_MANY], "/s", "in one language", speed[_WHOLE]))
    return rows if has_openssl else [*rows, Remark("openssl is missing, so there is nothing to compare with")]


@contextmanager
def _node(folder: Path) -> Iterator[Round]:
    with node_signer(folder) as node:
        yield node.round


@contextmanager
def _python(folder: Path) -> Iterator[Round]:
    with rounds_of([str(python_of_peers("passes-rs-py")), str(_PYTHON_PEER), str(folder)]) as round_of_peer:
        yield round_of_peer


def _openssl() -> float:
    """Signatures a second; the last line of its answer is `rsa 2048 bits 0.000240s 0.000007s 4162.0 138888.0`."""
    run = subprocess.run(["openssl", "speed", "-seconds", "1", "rsa2048"], capture_output=True, text=True, check=True)
    return float(run.stdout.split()[-2])
