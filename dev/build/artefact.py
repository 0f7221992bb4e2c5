"""`sam build` for one architecture, with bytecode; does nothing while its inputs are those of the last build."""

import fcntl
import hashlib
import os
import platform
import subprocess
from collections.abc import Iterator
from pathlib import Path

from dev.build.steps import BuildError
from dev.runner.template import code_folders, load_template

CHECKOUT = Path(__file__).resolve().parents[2]
TEMPLATE = CHECKOUT / "template.yaml"
SAM_TOOLS = CHECKOUT / ".tools" / "sam" / "bin"
DEPLOYED = "arm64"
_OUTPUT = CHECKOUT / ".aws-sam"
_SOURCES = ("template.yaml", "samconfig.toml", "layers/common", "functions", "requirements/sam.txt", "dev/build/artefact.py")
_LAYER = "CommonLayer"


def host_architecture() -> str:
    """Lambda's name for this machine's processor."""
    return "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"


def build_folder(architecture: str) -> Path:
    """Where `build` leaves template.yaml and a folder for each function and layer."""
    return _OUTPUT / architecture / "build"


def build(architecture: str) -> Path:
    """A build of the sources as they are now. One process builds, others wait for it. Raises BuildError."""
    folder = _OUTPUT / architecture
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp, wanted = folder / "stamp", _fingerprint()
        if not (stamp.is_file() and stamp.read_text() == wanted):
            stamp.unlink(missing_ok=True)
            _sam_build(folder, architecture)
            _precompile(build_folder(architecture))
            stamp.write_text(wanted)
    return build_folder(architecture)


def sam(*arguments: str, folder: Path = CHECKOUT) -> subprocess.CompletedProcess[str]:
    """Runs SAM quietly in `folder`, with the runtime's Python and its pip first on the path."""
    return subprocess.run(
        sam_command(*arguments),
        cwd=folder, env=sam_environment(), text=True, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def sam_command(*arguments: str) -> list[str]:
    """SAM with these arguments, as a program to start."""
    return [str(SAM_TOOLS / "python"), "-m", "samcli", *arguments]


def sam_environment() -> dict[str, str]:
    """What is set here already, as SAM needs it."""
    return {
        "AWS_EC2_METADATA_DISABLED": "true",  # else a machine without credentials asks the network for them
        "AWS_DEFAULT_REGION": "us-east-1",
        **os.environ,
        "PATH": f"{SAM_TOOLS}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "SAM_CLI_TELEMETRY": "0",
        "SAM_CLI_BETA_FEATURES": "0",
    }


def _sam_build(folder: Path, architecture: str) -> None:
    # In a folder of its own: SAM keeps dependencies under the current one and drops those of the other architecture.
    run = sam(
        "build", "--template-file", str(TEMPLATE), "--base-dir", str(CHECKOUT), "--config-file", str(CHECKOUT / "samconfig.toml"),
        "--build-dir", "build", "--cache-dir", "cache", "--parameter-overrides", f"Architecture={architecture}", folder=folder,
    )  # fmt: skip
    if run.returncode:
        raise BuildError(run.stdout)


def _precompile(folder: Path) -> None:
    """SAM drops bytecode and Lambda cannot write any, so that every cold start would compile everything anew.

    Unchecked, because SAM's archive has other times than this folder; the paths in traces are those in Lambda.
    """
    parts = {_LAYER: "/opt", **dict.fromkeys(code_folders(load_template(TEMPLATE)), "/var/task")}
    for name, mounted in parts.items():
        run = subprocess.run(
            [
                SAM_TOOLS / "python", "-m", "compileall", "-qq", "-j", "2", "--invalidation-mode", "unchecked-hash",
                "-s", folder / name, "-p", mounted, folder / name,
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        if run.returncode:
            raise BuildError(f"{name} does not compile:\n{run.stdout}")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(f"{path.relative_to(CHECKOUT)}\0{path.stat().st_mode & 0o111}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for name in _SOURCES:
        source = CHECKOUT / name
        found = source.rglob("*") if source.is_dir() else [source]
        yield from (path for path in found if path.is_file() and "__pycache__" not in path.parts)
