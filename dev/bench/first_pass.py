"""The first pass of a fresh process, and its size: against passkit-generator (npm), both from the same files of a pass.

Processor time of the whole process, from the interpreter's start to the written file.
"""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from comeback.adapters.words import languages
from dev.bench.differences import differences
from dev.bench.node_signer import node_command
from dev.bench.our_passes import OurPasses, rsa_certificate
from dev.bench.rounds import PeerMissingError, medians
from dev.bench.table import BUDGET, Line, Remark, Row

TITLE = "The first pass of a fresh process, in all languages (processor time, medians of interleaved rounds), and what is in it"
_CHECKOUT = Path(__file__).resolve().parents[2]
_PYTHON = _CHECKOUT / ".tools" / "function" / "bin" / "python"
_OURS, _THEIRS = "comeback", "passkit-generator"
_ROUNDS = 7


def run() -> Sequence[Line]:
    """About a quarter of a minute."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        OurPasses(rsa_certificate(), languages()[1:]).write_model(folder)
        ours = _Process([str(_PYTHON), str(Path(__file__).with_name("sign_once.py")), name])
        try:
            theirs = _Process(node_command(folder))
        except PeerMissingError as reason:
            alone = medians(_ROUNDS, {_OURS: ours})[_OURS]
            return [Remark(f"{alone:,.0f} ms to the first pass; {reason}")]
        return compare(folder, {_OURS: ours, _THEIRS: theirs})


def compare(folder: Path, contenders: Mapping[str, Callable[[], float]], rounds: int = _ROUNDS) -> Sequence[Line]:
    """Time and size; and file by file what differs between the two."""
    spent = medians(rounds, contenders)
    ours, theirs = ((folder / name).read_bytes() for name in ("ours.pkpass", "made.pkpass"))
    size, size_of_theirs = len(ours) / 1024, len(theirs) / 1024
    found = differences(ours, theirs)
    return [
        Row("first signed pass", spent[_OURS], "ms", _THEIRS, spent[_THEIRS], BUDGET),
        Row("size of the pass", size, "KB", _THEIRS, size_of_theirs),
        *(Remark(f"differs: {one}") for one in found.differ),
        Remark(f"equal: {', '.join(found.equal)}"),
    ]


class _Process:
    """One process per call."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._environment = {**os.environ, "PYTHONPATH": str(_CHECKOUT / "layers" / "common")}

    def __call__(self) -> float:
        """Milliseconds of user and system."""
        before = os.times()
        subprocess.run(self._command, env=self._environment, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        after = os.times()
        spent = after.children_user - before.children_user + after.children_system - before.children_system
        return spent * 1000
