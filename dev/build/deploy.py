"""`make deploy REGION=… STAGE=… [PARAMETERS="Name=Value …"]`: builds and deploys one stage of one region."""

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from dev.build.artefact import CHECKOUT, DEPLOYED, TEMPLATE, build, sam_command, sam_environment
from dev.build.steps import BuildError
from dev.runner.template import load_template

_REGION = re.compile(r"[a-z]{2,3}(-[a-z]+)+-[0-9]")


class UsageError(Exception):
    """What was asked for cannot be deployed; the text is one line that says what to give."""


def main(arguments: Sequence[str]) -> int:
    """Exit status: 2 when the call is wrong, SAM's otherwise."""
    try:
        region, stage, given = read_arguments(arguments, load_template(TEMPLATE))
        _refuse_incomplete(region, stage, given)
        command = deploy_command(build(DEPLOYED), region, {"Stage": stage, "Architecture": DEPLOYED, **given})
        return subprocess.run(command, cwd=CHECKOUT, env=sam_environment(), check=False).returncode
    except UsageError as error:
        print(f"deploy: {error}", file=sys.stderr)
        return 2
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1


def read_arguments(arguments: Sequence[str], template: Mapping[str, Any]) -> tuple[str, str, dict[str, str]]:
    """Region, stage and the parameters given by name. Raises UsageError."""
    region, stage, *rest = *arguments[:2], *[""] * (2 - len(arguments)), *arguments[2:]
    if not region or not stage:
        raise UsageError("say where and what: make deploy REGION=eu-central-1 STAGE=prod")
    if not _REGION.fullmatch(region):
        raise UsageError(f"REGION={region} is no region of AWS, e.g. eu-central-1")
    pattern = template["Parameters"]["Stage"]["AllowedPattern"]
    if not re.fullmatch(pattern, stage):
        raise UsageError(f"STAGE={stage} must match {pattern}, e.g. prod")
    return region, stage, _named(rest, template["Parameters"].keys() - {"Stage", "Architecture"})


def _named(words: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    given = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in known:
            raise UsageError(f"PARAMETERS: {word} is not NAME=VALUE with a NAME of {', '.join(sorted(known))}")
        given[name] = value
    return given


def required_parameters(template: Mapping[str, Any]) -> set[str]:
    """Those that a stack's first deployment must give, because they have no default."""
    return {name for name, parameter in template["Parameters"].items() if "Default" not in parameter}


def _refuse_incomplete(region: str, stage: str, given: Mapping[str, str]) -> None:
    missing = required_parameters(load_template(TEMPLATE)) - given.keys()
    if missing and not _is_deployed(region, stage):
        values = " ".join(f"{name}=…" for name in sorted(missing))
        raise UsageError(f'the first deployment of {stage} in {region} needs PARAMETERS="{values}"; later ones keep the values')


def _is_deployed(region: str, stage: str) -> bool:
    try:
        boto3.client("cloudformation", region_name=region).describe_stacks(StackName=stack_name(stage))
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return False
        raise UsageError(f"AWS refuses: {error}") from error
    except BotoCoreError as error:
        raise UsageError(f"AWS cannot be asked: {error}") from error
    return True


def stack_name(stage: str) -> str:
    """The stack; its secrets are named after it."""
    return f"comeback-{stage}"


def deploy_command(built: Path, region: str, parameters: Mapping[str, str]) -> list[str]:
    """SAM's call that deploys a build as far as it changed."""
    name = stack_name(parameters["Stage"])
    return sam_command(
        "deploy", "--template-file", str(built / "template.yaml"), "--config-file", str(CHECKOUT / "samconfig.toml"),
        "--stack-name", name, "--s3-prefix", name, "--region", region,
        "--parameter-overrides", *(f"{key}={value}" for key, value in parameters.items()),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
