"""What git keeps: no secret, no machine's own addresses, few dependencies."""

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.template.reading import ROOT

_KEY_FILES = {".pem", ".p8", ".p12", ".pfx", ".cer", ".crt", ".der", ".key", ".jks", ".keystore", ".pkpass", ".mobileconfig"}
_ENVIRONMENT_FILE = re.compile(r"\.env(\..+)?|credentials(\.json)?|.*service[-_]account.*\.json")
# Written in pieces, so that this file does not find itself.
_SECRETS = {
    "private key": re.compile("-----BEGIN " + r"[A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}"),
    "certificate": re.compile("-----BEGIN " + r"CERTIFICATE-----\s+[A-Za-z0-9+/=]{20}"),
    "AWS key": re.compile(r"\b(AKIA|ASIA)" + r"[0-9A-Z]{16}\b"),
    "token of a hosting service": re.compile(r"\b(gh[pousr]_|github_pat_|glpat-)" + r"[A-Za-z0-9_-]{20,}"),
    "Google key": re.compile(r"\bAIza" + r"[0-9A-Za-z_-]{35}\b"),
    "JSON web token": re.compile(r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ" + r"[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{15,}"),
}
_LOCKS = sorted(
    [*(ROOT / "requirements").glob("*.txt"), *ROOT.glob("layers/*/requirements.txt"), *ROOT.glob("functions/*/requirements.txt")]
)
_ONE_LOCK = re.compile(
    r"^[a-z0-9._-]+(\[[a-z0-9,._-]+\])?==\S+( ;[^\\]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+", re.MULTILINE
)


@cache
def tracked() -> list[Path]:
    """Files that git keeps, those about to be committed included."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_is_of_a_kind_that_holds_keys_or_certificates() -> None:
    assert [path for path in tracked() if path.suffix in _KEY_FILES or _ENVIRONMENT_FILE.fullmatch(path.name)] == []


@pytest.mark.parametrize("kind", _SECRETS)
def test_no_file_contains_a_secret(kind: str) -> None:
    found = [path for path in tracked() if _SECRETS[kind].search(path.read_bytes().decode("latin-1"))]

    assert found == []


@pytest.mark.parametrize("lock", _LOCKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_lock_names_hashes_and_no_place_to_fetch_from(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-z0-9]\S*==", text, re.MULTILINE)

    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b", text, re.MULTILINE)
    assert pinned
    assert len(_ONE_LOCK.findall(text)) == len(pinned)


def test_the_layer_has_at_most_eight_dependencies_of_its_own() -> None:
    lines = (ROOT / "layers/common/requirements.in").read_text(encoding="utf-8").splitlines()

    assert len([line for line in lines if line and not line.startswith(("#", "-"))]) <= 8


def test_what_is_made_again_is_not_tracked() -> None:
    made = {".venv", ".tools", ".local", ".aws-sam", ".mypy_cache", ".ruff_cache", ".pytest_cache", "__pycache__", "node_modules"}

    assert [path for path in tracked() if made & set(path.relative_to(ROOT).parts)] == []


def test_python_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert project["project"]["requires-python"] == ">=3.13"
    assert project["tool"]["ruff"]["target-version"] == "py313"
    assert project["tool"]["mypy"]["python_version"] == "3.13"
