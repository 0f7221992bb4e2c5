"""What a cold start spends in importing each handler: against importing boto3 and making one client.

Each import happens in a fresh process with what Lambda gives the function, and counts from the first line of ours: the
interpreter's own start is the same for all. Bytecode is there, as in the built artefact. It is processor time, because
an import waits for nothing but the stand-in for Secrets Manager, and other work on the machine then counts less.
"""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from dev.bench.rounds import medians
from dev.bench.table import Goal, Line, Row
from dev.build.imports import variables_by_function
from dev.build.stand_in_secrets import secrets_endpoint
from dev.runner.template import code_folders, load_template

TITLE = "Cold import of each handler, its clients and secrets included (processor time, medians of interleaved rounds)"
CHECKOUT = Path(__file__).resolve().parents[2]
PYTHON = CHECKOUT / ".tools" / "function" / "bin" / "python"
_ROUNDS = 7
_TIMED = "from time import process_time; start = process_time(); {}; print((process_time() - start) * 1000)"
_REFERENCE = "import boto3; boto3.client('dynamodb')"
_AGAINST = "import boto3 + one DynamoDB client"
# The door answers Altegio, whose events come at any time after any pause: it may cost hardly more than it needs.
_GOALS = {"webhook": Goal("<=", 1.15)}


def run() -> Sequence[Line]:
    """About half a minute: a process for each function and round."""
    template = load_template(CHECKOUT / "template.yaml")
    variables = variables_by_function(template)
    with secrets_endpoint() as url:
        contenders = {
            Path(folder).name: _Import("import handler", CHECKOUT / folder, variables[function], url)
            for function, folder in code_folders(template).items()
        }
        reference = _Import(_REFERENCE, CHECKOUT, {}, url)
        figures = medians(_ROUNDS, {_AGAINST: reference, **contenders})
    bare = figures.pop(_AGAINST)
    return [Row(f"import {name}", figure, "ms", _AGAINST, bare, _GOALS.get(name)) for name, figure in figures.items()]


def given_to(folder: Path, variables: Mapping[str, str], aws_url: str) -> dict[str, str]:
    """The environment of a function whose code is in `folder`."""
    return {
        **variables,
        "PYTHONPATH": f"{folder}:{CHECKOUT / 'layers' / 'common'}",
        "AWS_ENDPOINT_URL": aws_url,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }


class _Import:
    """One process per call."""

    def __init__(self, statement: str, folder: Path, variables: Mapping[str, str], aws_url: str) -> None:
        self._program = _TIMED.format(statement)
        self._folder = folder
        self._environment = given_to(folder, variables, aws_url)

    def __call__(self) -> float:
        """Milliseconds."""
        command = [str(PYTHON), "-c", self._program]
        answer = subprocess.run(command, env=self._environment, cwd=self._folder, capture_output=True, text=True, check=True)
        return float(answer.stdout.splitlines()[-1])
