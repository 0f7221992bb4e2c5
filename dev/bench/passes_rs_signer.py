"""passes-rs-py as a process that signs for a round at a time: `python passes_rs_signer.py FOLDER`, the files of a pass.

It knows no store cards, no pictures at 3x and no languages, so it signs less than others do: a `generic` pass with the same
fields. It reads and writes files only; the key is parsed for every pass.
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

_GROUPS = ("headerFields", "primaryFields", "secondaryFields", "auxiliaryFields", "backFields")
# It reads no empty list here.
_UNKNOWN = "dataDetectorTypes"


def main(folder: Path) -> None:
    """Until the end of the input: passes per second of processor time."""
    peer = import_module("passes_rs_py")  # not in the environment in which types are checked
    document = _as_generic(json.loads((folder / "pass.json").read_text()))
    certificate, key, made = (str(folder / name) for name in ("certificate.pem", "private_key.pem", "passes_rs.pkpass"))
    pictures = {
        f"{role}{scale}_path": str(file)
        for role in ("icon", "logo", "strip")
        for scale in ("", "2x")
        if (file := folder / f"{role}{scale and '@' + scale}.png").exists()
    }
    for line in sys.stdin:
        count, start, seconds = 0, time.process_time(), float(line)
        while (elapsed := time.process_time() - start) < seconds:
            count += 1
            config = json.dumps({**document, "serialNumber": f"serial{count}"})
            peer.generate_pass(config, certificate, key, made, ignore_expired=True, **pictures)
        print(count / elapsed, flush=True)


def _as_generic(document: dict[str, Any]) -> dict[str, Any]:
    card = document.pop("storeCard")
    fields = {
        group: [{name: value for name, value in field.items() if name != _UNKNOWN} for field in card.get(group, [])]
        for group in _GROUPS
    }
    return {**document, "generic": fields}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
