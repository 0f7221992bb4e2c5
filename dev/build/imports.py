"""Imports each handler from the build for this machine, with what Lambda gives it and nothing more.

A requirement that the layer lacks, a variable that the template forgets or a secret that is read under another name
fails here and not in the cloud.
"""

import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from dev.build.artefact import CHECKOUT, build_folder
from dev.build.stand_in_secrets import secrets_endpoint
from dev.build.steps import BuildError
from dev.runner.intrinsics import Resolver
from dev.runner.template import load_template, parameter_values

_PYTHON = CHECKOUT / ".tools" / "function" / "bin" / "python"
# What Lambda's runtime brings. The environment of the local stack holds the layer's requirements beside it.
_RUNTIME = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six.py", "urllib3")
_GIVEN = {"AltegioApplicationId": "1", "BaseUrl": "https://comeback.example"}
_PSEUDO = {"AWS::StackName": "comeback", "AWS::Region": "us-east-1", "AWS::AccountId": "000000000000"}


def import_handlers(architecture: str) -> None:
    """Raises BuildError with the trace of each handler that cannot be imported."""
    folder = build_folder(architecture)
    runtime = _runtime(folder.parent / "runtime")
    functions = variables_by_function(load_template(folder / "template.yaml"))
    with secrets_endpoint() as url, ThreadPoolExecutor(2) as pool:
        problems = [
            problem
            for problem in pool.map(
                lambda item: _import(item[0], [folder / item[0], folder / "CommonLayer" / "python", runtime], item[1], url),
                functions.items(),
            )
            if problem
        ]
    if problems:
        raise BuildError("\n".join(problems))


def variables_by_function(template: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Environment of each function as the template says; a resource stands for its own name."""
    values = {**parameter_values(template, _GIVEN), **_PSEUDO, **{name: name for name in template["Resources"]}}
    resolver = Resolver(values, template["Conditions"])
    common = template["Globals"]["Function"]["Environment"]["Variables"]
    return {
        name: {key: str(resolver.resolve(value)) for key, value in {**common, **_own_variables(resource)}.items()}
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def _own_variables(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    variables: Mapping[str, Any] = resource["Properties"].get("Environment", {}).get("Variables", {})
    return variables


def _runtime(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (packages,) = (_PYTHON.parents[1] / "lib").glob("python3.13/site-packages")
    for name in _RUNTIME:
        link = folder / name
        link.unlink(missing_ok=True)
        link.symlink_to(packages / name)
    return folder


def _import(function: str, path: list[Path], variables: Mapping[str, str], secrets_url: str) -> str | None:
    environment = {
        **variables,
        "PYTHONPATH": ":".join(map(str, path)),
        "AWS_ENDPOINT_URL": secrets_url,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_LAMBDA_FUNCTION_NAME": function,
    }
    run = subprocess.run(
        # -S: nothing but PYTHONPATH and the standard library; -B: the artefact stays as it was built.
        [_PYTHON, "-S", "-B", "-c", "import handler; assert callable(handler.handler)"],
        env=environment, cwd=path[0], text=True, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return f"{function}:\n{run.stdout}" if run.returncode else None
