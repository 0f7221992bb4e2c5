"""The first pass of a fresh process, and its size: against passkit-generator (npm), both from the same files of a pass.

Processor time of the whole process, from the interpreter's start to the written file. Ours is measured alone and with all that
the function brings which serves passes: its clients, doors and secrets.
"""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from comeback.adapters.words import languages
from dev.bench.cold_imports import CHECKOUT, PYTHON, given_to
from dev.bench.differences import differences
from dev.bench.node_signer import node_command
from dev.bench.our_passes import OurPasses, rsa_certificate
from dev.bench.rounds import PeerMissingError, medians
from dev.bench.table import BUDGET, Line, Remark, Row
from dev.build.imports import variables_by_function
from dev.build.stand_in_secrets import secrets_endpoint
from dev.runner.template import code_folders, load_template

TITLE = "The first pass of a fresh process, in all languages (processor time, medians of interleaved rounds), and what is in it"
_OURS, _SERVED, _THEIRS = "first signed pass", "the same after importing wallet_service", "passkit-generator"
_FUNCTION = "wallet_service"
_ROUNDS = 7


def run() -> Sequence[Line]:
    """About a quarter of a minute."""
    with TemporaryDirectory() as name, secrets_endpoint() as url:
        folder = Path(name)
        OurPasses(rsa_certificate(), languages()[1:]).write_model(folder)
        command = [str(PYTHON), str(Path(__file__).with_name("sign_once.py")), name]
        environment = _environment(url)
        contenders = {_OURS: _Process(command, environment), _SERVED: _Process([*command, "handler"], environment)}
        try:
            theirs = _Process(node_command(folder), dict(os.environ))
        except PeerMissingError as reason:
            alone = medians(_ROUNDS, contenders)
            return [*(Remark(f"{spent:,.0f} ms: {what}") for what, spent in alone.items()), Remark(str(reason))]
        return compare(folder, {**contenders, _THEIRS: theirs})


def _environment(aws_url: str) -> Mapping[str, str]:
    """Of the function that serves passes, with the stand-in for Secrets Manager, which its import asks."""
    template = load_template(CHECKOUT / "template.yaml")
    function, code = next((name, code) for name, code in code_folders(template).items() if Path(code).name == _FUNCTION)
    return given_to(CHECKOUT / code, variables_by_function(template)[function], aws_url)


def compare(folder: Path, contenders: Mapping[str, Callable[[], float]], rounds: int = _ROUNDS) -> Sequence[Line]:
    """Time and size; and file by file what differs between the two."""
    spent = medians(rounds, contenders)
    ours, theirs = ((folder / name).read_bytes() for name in ("ours.pkpass", "made.pkpass"))
    size, size_of_theirs = len(ours) / 1024, len(theirs) / 1024
    found = differences(ours, theirs)
    return [
        Row(_OURS, spent[_OURS], "ms", _THEIRS, spent[_THEIRS], BUDGET),
        Row(_SERVED, spent[_SERVED], "ms", _THEIRS, spent[_THEIRS]),
        Row("size of the pass", size, "KB", _THEIRS, size_of_theirs),
        *(Remark(f"differs: {one}") for one in found.differ),
        Remark(f"equal: {', '.join(found.equal)}"),
    ]


class _Process:
    """One process per call."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command, self._environment = command, environment

    def __call__(self) -> float:
        """Milliseconds of user and system."""
        before = os.times()
        subprocess.run(self._command, env=self._environment, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        after = os.times()
        spent = after.children_user - before.children_user + after.children_system - before.children_system
        return spent * 1000
