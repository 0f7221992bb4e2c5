"""From template.yaml and the settings to the runner's plan. SAM's transform takes most of a second, so its result is kept."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from dev.runner import template as transform
from dev.runner.errors import StartError
from dev.runner.extract import extract_plan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dev.runner.plan import StackPlan
    from dev.runner.settings import LocalSettings

_KEPT = 8


def parameters(settings: LocalSettings, urls: Mapping[str, str], ca_bundle: Path) -> dict[str, str]:
    """Values of the template's parameters: each is named after the variable that a function reads it from.

    `urls` are those of the outside servers, by the names of their variables. What the template does not know yet is harmless.
    """
    variables = {
        "BASE_URL": settings.base_url,
        "ALTEGIO_APPLICATION_ID": str(settings.altegio_application_id),
        "EXTRA_CA_FILE": str(ca_bundle),
        "SWEEP_MINUTES": str(settings.sweep_minutes),
        **urls,
        **settings.function_variables,
    }
    return {"".join(word.capitalize() for word in name.split("_")): value for name, value in variables.items()}


def load_plan(file: Path, given: Mapping[str, str], cache: Path) -> StackPlan:
    """The plan of a template with these parameters; `cache` is a folder for translations."""
    key = hashlib.sha256()
    for part in (file.read_bytes(), json.dumps(sorted(given.items())).encode(), _toolchain()):
        key.update(hashlib.sha256(part).digest())
    kept = cache / f"template-{key.hexdigest()[:32]}.json"
    try:
        translated, folders, values = json.loads(kept.read_text())
    except (OSError, ValueError):
        translated, folders, values = _translate(file, given)
        _keep(kept, [translated, folders, values])
    return extract_plan(translated, folders, values)


def _translate(file: Path, given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    import yaml
    from samtranslator.model.exceptions import InvalidDocumentException

    try:
        source = transform.load_template(file)
        values, folders = transform.parameter_values(source, given), transform.code_folders(source)
        return transform.translate(source, values), folders, values
    except (yaml.YAMLError, InvalidDocumentException, AssertionError, KeyError) as problem:
        raise StartError(f"{file.name} is no template: {' '.join(str(problem).split()) or 'it is empty'}") from problem


def _toolchain() -> bytes:
    """What a translation depends on beside its input."""
    return version("aws-sam-translator").encode() + (transform.SOURCE).read_bytes()


def _keep(file: Path, content: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    older = sorted(file.parent.glob("template-*.json"), key=lambda one: one.stat().st_mtime)
    for one in older[: 1 - _KEPT]:
        one.unlink(missing_ok=True)
    partial = file.with_suffix(".partial")
    partial.write_text(json.dumps(content))
    partial.replace(file)
