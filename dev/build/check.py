"""`make check`: everything that is judged without running the tests."""

import json
import platform
import sys
import time

from dev.build.artefact import CHECKOUT, DEPLOYED, TEMPLATE, build, host_architecture, sam
from dev.build.imports import import_handlers
from dev.build.steps import BuildError, Step, command, run_steps
from dev.runner.template import load_template, parameter_values, translate

_TOOLS = CHECKOUT / ".venv" / "bin"
_TRANSLATED = CHECKOUT / ".aws-sam" / "translated.json"


def main() -> int:
    """Exit status."""
    start = time.monotonic()
    passed = run_steps(_steps())
    print(f"check: {'all well' if passed else 'something failed, see above'} ({time.monotonic() - start:.0f} s)")
    return 0 if passed else 1


def _steps() -> list[Step]:
    """The longest first, so that the cores are busy to the end."""
    host = host_architecture()
    imports = Step("import each handler from the build", lambda: _import_handlers(host))
    builds = [Step(f"sam build ({host}, this machine)", lambda: build(host), then=[imports])]
    if host != DEPLOYED:
        builds.append(Step(f"sam build ({DEPLOYED}, deployed)", lambda: build(DEPLOYED)))
    cfn_lint, ruff = _TOOLS / "cfn-lint", _TOOLS / "ruff"
    lint_translated = Step("cfn-lint, translated", command(cfn_lint, _TRANSLATED, folder=CHECKOUT))
    return [
        *builds,
        Step("mypy", command(_TOOLS / "mypy", folder=CHECKOUT)),
        Step("sam validate --lint", _validate),
        Step("translate the template", _translate, then=[lint_translated]),
        Step("cfn-lint", command(cfn_lint, TEMPLATE, folder=CHECKOUT)),
        Step("import contracts", command(_TOOLS / "lint-imports", folder=CHECKOUT)),
        Step("ruff check", command(ruff, "check", "--output-format", "concise", folder=CHECKOUT)),
        Step("ruff format", command(ruff, "format", "--check", folder=CHECKOUT)),
    ]


def _import_handlers(architecture: str) -> None:
    if platform.system() == "Linux":
        import_handlers(architecture)
    else:
        print("not run here: the build is for Linux, so that this machine cannot import from it")


def _validate() -> None:
    run = sam("validate", "--lint", "--template-file", str(TEMPLATE))
    if run.returncode:
        raise BuildError(run.stdout)


def _translate() -> None:
    """Linting this finds what SAM's own transform makes wrong, e.g. a circle between the API and its functions."""
    template = load_template(TEMPLATE)
    translated = translate(template, parameter_values(template, {"AltegioApplicationId": "1"}))
    _TRANSLATED.parent.mkdir(exist_ok=True)
    _TRANSLATED.write_text(json.dumps(translated, indent=2))


if __name__ == "__main__":
    sys.exit(main())
