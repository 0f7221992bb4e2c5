"""`comeback COMMAND`, as setup leaves it beside the interpreter."""

import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).parent / "comeback"


@pytest.mark.parametrize("arguments", [[], ["health"]], ids=["none", "unknown"])
def test_a_command_that_does_not_exist_is_answered_with_those_that_do(arguments: list[str]) -> None:
    answer = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == "usage: comeback doctor [URL OPERATOR_KEY]\n"


def test_the_doctor_says_when_nobody_is_there_to_ask(tmp_path: Path) -> None:
    answer = subprocess.run([COMMAND, "doctor"], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("doctor: nobody to ask")
