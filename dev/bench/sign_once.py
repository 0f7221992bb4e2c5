"""A fresh process's first pass: `python sign_once.py FOLDER [HANDLER]` makes `ours.pkpass` of the files of a pass, after the
import of a module if one is named.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

from comeback.adapters.apple.pass_file import SignedPassFiles
from comeback.adapters.apple.signing import PassSigner
from comeback.ports.artwork import Artwork


def main(folder: Path) -> None:
    """What others are given, too: pass.json, pictures, strings, certificates."""
    document = json.loads((folder / "pass.json").read_text())
    signer = PassSigner(
        {
            "pass_type_id": document["passTypeIdentifier"],
            "team_id": document["teamIdentifier"],
            "certificate_pem": (folder / "certificate.pem").read_text(),
            "private_key_pem": (folder / "private_key.pem").read_text(),
            "wwdr_pem": (folder / "wwdr.pem").read_text(),
        }
    )
    artwork = Artwork("1", {file.name: file.read_bytes() for file in folder.glob("*.png")}, ())
    strings = json.loads((folder / "strings.json").read_text())
    (folder / "ours.pkpass").write_bytes(SignedPassFiles(signer).build(document, artwork, None, strings))


if __name__ == "__main__":
    for module in sys.argv[2:]:
        import_module(module)
    main(Path(sys.argv[1]))
