"""The local AWS: ministack, started with a saved state, bound to the loopback address only."""

import os
import time
import urllib.request
from pathlib import Path

from dev.runner.errors import StartError
from dev.runner.processes import Service, refuse_taken

CHECKOUT = Path(__file__).resolve().parents[2]
PROGRAM = CHECKOUT / ".tools" / "emulator" / "bin" / "python"
REGION = "us-east-1"
# Not a secret: the emulator takes any; a 12-digit key id is an account of its own.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


class Emulator:
    """One ministack process."""

    def __init__(self, port: int, data_dir: Path, log_dir: Path) -> None:
        """`data_dir` keeps the state over clean stops."""
        self.port = port
        self._data_dir = data_dir
        self._service = Service("the AWS emulator", data_dir / "emulator.pid", log_dir / "emulator.log")

    @property
    def url(self) -> str:
        """Endpoint for every AWS client."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it without waiting; an emulator left over from a killed stack saves its state and ends first."""
        if not PROGRAM.exists():
            raise StartError("the AWS emulator is not set up: run `make serve`")
        self._service.end_leftover("ministack")
        refuse_taken(self.port, "AWS emulator", "AWS_EMULATOR_PORT")
        self._service.start([str(PROGRAM), "-m", "ministack"], self._environment())

    def wait(self, seconds: float = 60.0) -> None:
        """Returns when it answers."""
        self._service.wait_for_port(self.port, seconds)
        deadline = time.monotonic() + seconds
        while not self._ready():
            if time.monotonic() > deadline:
                raise StartError("the AWS emulator does not become ready")
            time.sleep(0.01)

    def alive(self) -> bool:
        """Whether it runs."""
        return self._service.alive()

    def stop(self) -> None:
        """Ends it; it saves its state."""
        self._service.stop()

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_ministack/ready", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _environment(self) -> dict[str, str]:
        state = self._data_dir / "emulator"
        state.mkdir(parents=True, exist_ok=True)
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(state),
            "TMPDIR": str(state),
            "GATEWAY_PORT": str(self.port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_REGION": REGION,
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(state / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(state / "s3"),
            "LOG_LEVEL": "WARNING",
        }
