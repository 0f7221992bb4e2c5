"""Pushes a second on one core against the stand-in for Apple's service, beside aioapns (PyPI), which most Python programs use.

By processor time of the sender: the stand-in, in a process of its own, costs more than either of them.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from urllib.parse import urlsplit

from comeback.adapters.apple.push import Http2ApplePush, client_context
from comeback.ports.push import Verdict
from dev.bench.rounds import PeerMissingError, medians, python_of_peers, rounds_of
from dev.bench.table import Goal, Line, Remark, Row
from dev.runner.certificates import PASS_TYPE_ID, Certificates, provide_certificates

TITLE = "Pushes to Apple on one core (a second of processor time, medians of interleaved rounds, one connection each)"
_GOAL = Goal(">=", 1.3)
_ROUNDS, _SECONDS, _BATCH = 5, 1.0, 500
_PEER = Path(__file__).with_name("aioapns_sender.py")


def run() -> Sequence[Line]:
    """About half a minute."""
    with TemporaryDirectory() as folder:
        certificates = provide_certificates(Path(folder))
        with stand_in(certificates) as url:
            ours = OurPushes(url, certificates).round
            try:
                with peer(url, certificates) as round_of_peer:
                    return compare(ours, round_of_peer)
            except PeerMissingError:
                return compare(ours, None)


def compare(
    ours: Callable[[float], float], theirs: Callable[[float], float] | None, rounds: int = _ROUNDS, seconds: float = _SECONDS
) -> Sequence[Line]:
    """With aioapns, if it is there."""
    if theirs is None:
        speed = medians(rounds, {"ours": lambda: ours(seconds)})
        return [Remark(f"{speed['ours']:,.0f} pushes/s; aioapns could not be installed, so there is nothing to compare with")]
    speed = medians(rounds, {"ours": lambda: ours(seconds), "aioapns": lambda: theirs(seconds)})
    return [Row("pushes accepted", speed["ours"], "/s", "aioapns", speed["aioapns"], _GOAL)]


class OurPushes:
    """Our sender, as the push function uses it: pages of devices."""

    def __init__(self, url: str, certificates: Certificates) -> None:
        """The connection is made by the first push."""
        certificate, key = (file.read_text() for file in certificates.passes)
        self._sender = Http2ApplePush(url, PASS_TYPE_ID, client_context(certificate, key, str(certificates.ca_file)))

    def close(self) -> None:
        """Drop the connection."""
        self._sender.close()

    def round(self, seconds: float) -> float:
        """Pushes a second of processor time."""
        count, start = 0, time.process_time()
        while (elapsed := time.process_time() - start) < seconds:
            results = self._sender.push([f"{number:064x}" for number in range(_BATCH)])
            count += sum(result.verdict is Verdict.ACCEPTED for result in results.values())
        return count / elapsed


@contextmanager
def stand_in(certificates: Certificates) -> Iterator[str]:
    """Its address; it ends with the `with`."""
    certificate, key = certificates.server
    command = ["-m", "dev.apns", "serve", "--port", "0", "--cert", certificate, "--key", key, "--ca", certificates.ca_file]
    with subprocess.Popen([sys.executable, *map(str, command)], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _line(process.stdout).split()[-1]
        finally:
            process.kill()


@contextmanager
def peer(url: str, certificates: Certificates) -> Iterator[Callable[[float], float]]:
    """A round of aioapns; it ends with the `with`. Raises PeerMissingError."""
    certificate, key = certificates.passes
    together = certificates.folder / "keys" / "together.pem"
    together.touch(mode=0o600)
    together.write_text(certificate.read_text() + key.read_text())
    address = urlsplit(url)
    command = [python_of_peers("aioapns"), _PEER, address.hostname, address.port, PASS_TYPE_ID, together, certificates.ca_file]
    with rounds_of([str(part) for part in command]) as round_of_peer:
        yield round_of_peer


def _line(stream: IO[str] | None) -> str:
    assert stream
    return stream.readline()
