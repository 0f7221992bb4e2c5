"""passkit-generator (npm) as a process that signs for a round at a time."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dev import npm
from dev.bench.rounds import PeerMissingError

CHECKOUT = Path(__file__).resolve().parents[2]
_SOURCE = Path(__file__).with_name("passkit")
_INSTALLED = CHECKOUT / ".tools" / "passkit"
_FILES = ("package.json", "package-lock.json", "sign.mjs")


class NodeSigner:
    """One Node process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Waits until it is ready. Raises PeerMissingError."""
        self._process = process
        self._line()

    def round(self, seconds: float) -> float:
        """Passes a second of processor time."""
        assert self._process.stdin
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()
        return float(self._line())

    def _line(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise PeerMissingError("passkit-generator does not run with this Node")
        return line


@contextmanager
def node_signer(model: Path) -> Iterator[NodeSigner]:
    """A signer of the pass whose files, certificates among them, lie in `model`; it leaves one pass there as
    `made.pkpass`. Raises PeerMissingError.
    """
    with subprocess.Popen(
        node_command(model), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield NodeSigner(process)
        finally:
            process.kill()


def node_command(model: Path) -> list[str]:
    """What starts a signer of `model`; with no input it ends after its first pass. Raises PeerMissingError."""
    _install()
    return ["node", str(_INSTALLED / "sign.mjs"), str(model)]


def _install() -> None:
    if not shutil.which("node"):
        raise PeerMissingError("passkit-generator: Node or npm is missing, so there is nothing to compare with")
    try:
        npm.install(_SOURCE, _FILES, _INSTALLED)
    except npm.NpmError as problem:
        raise PeerMissingError(f"passkit-generator: {problem}, so there is nothing to compare with") from problem
