"""Makes a virtual environment hold exactly what a lock file says: with uv where it works, else with pip."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from typing import Optional

from dev.setup.interpreter import SetupError


class Installer:
    """Knows uv (found, or installed into `.tools/bootstrap`) and falls back to pip."""

    def __init__(self, root: str) -> None:
        """`root` is the checkout."""
        self._root = root
        self._looked = False
        self._uv: Optional[str] = None

    def uv(self) -> Optional[str]:
        """A uv that runs, or None when there is none and it cannot be installed."""
        if not self._looked:
            self._looked = True
            own = os.path.join(self._root, ".tools", "bootstrap", "bin", "uv")
            self._uv = _working("uv") or _working(own) or self._install_uv(own)
        return self._uv

    def install(self, environment: str, lock: str, python: str) -> None:
        """Creates or repairs `environment` with `python` so that it holds what `lock` names, hashes checked."""
        uv = self.uv()
        if uv and self._with_uv(uv, environment, lock, python):
            return
        if uv:
            print("setup: uv could not install %s, trying pip" % os.path.basename(lock), flush=True)
        self._with_pip(environment, lock, python)

    def _with_uv(self, uv: str, environment: str, lock: str, python: str) -> bool:
        variables = {**os.environ, **_as_uv_settings(_pip_settings(python))}
        variables.pop("VIRTUAL_ENV", None)
        if not os.path.exists(os.path.join(environment, "bin", "python")):
            shutil.rmtree(environment, ignore_errors=True)
            made = _quiet([uv, "venv", "--quiet", "--no-project", "--python", python, environment], variables)
            if not made:
                return False
        inside = os.path.join(environment, "bin", "python")
        return _quiet([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", inside, lock], variables)

    def _with_pip(self, environment: str, lock: str, python: str) -> None:
        inside = os.path.join(environment, "bin", "python")
        pip = [inside, "-m", "pip"]
        if not _quiet([*pip, "--version"], None):
            shutil.rmtree(environment, ignore_errors=True)
            if not _quiet([python, "-m", "venv", environment], None):
                raise SetupError("%s -m venv does not work: install Python's venv and ensurepip" % python)
        install = [*pip, "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock]
        run = subprocess.run(install, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        if run.returncode:
            reason = run.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise SetupError("pip could not install %s: %s" % (os.path.basename(lock), " ".join(reason)))

    def _install_uv(self, own: str) -> Optional[str]:
        environment = os.path.dirname(os.path.dirname(own))
        try:
            self._with_pip(environment, os.path.join(self._root, "requirements", "bootstrap.txt"), sys.executable)
        except SetupError:
            return None
        return _working(own)


def _working(program: str) -> Optional[str]:
    path = shutil.which(program)
    return path if path and _quiet([path, "--version"], None) else None


def _quiet(command: list[str], variables: Optional[dict[str, str]]) -> bool:
    try:
        run = subprocess.run(
            command, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
    except OSError:
        return False
    return run.returncode == 0


def _pip_settings(python: str) -> dict[str, list[str]]:
    """Pip's own configuration of this machine: uv does not read it, and a machine may reach packages only through it."""
    for interpreter in (sys.executable, python):
        run = subprocess.run(
            [interpreter, "-m", "pip", "config", "list"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        if run.returncode == 0:
            return _parse_settings(run.stdout.decode(errors="replace"))
    return {}


def _parse_settings(listing: str) -> dict[str, list[str]]:
    settings: dict[str, list[str]] = {}
    for line in listing.splitlines():
        name, _, value = line.partition("=")
        words = [word for part in shlex.split(value) for word in part.split()]
        settings[name.rpartition(".")[2]] = words
    return settings


def _as_uv_settings(pip: dict[str, list[str]]) -> dict[str, str]:
    """Uv's variables for pip's settings. Hashes are pinned, so which index a file comes from does not matter."""
    names = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "find-links": "UV_FIND_LINKS"}
    variables = {}
    for name, variable in names.items():
        if pip.get(name) and variable not in os.environ:
            separator = "," if name == "find-links" else " "
            variables[variable] = separator.join(pip[name])
    if pip.get("cert") and "SSL_CERT_FILE" not in os.environ:
        variables["SSL_CERT_FILE"] = pip["cert"][0]
    if variables:
        variables["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return variables
