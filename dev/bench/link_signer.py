"""Save links with a package of others, a round for each line of the input: `python link_signer.py PEER ACCOUNT_FILE`. The key is
loaded once.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module  # for what is not in the environment in which types are checked
from pathlib import Path
from typing import Any

Sign = Callable[[dict[str, Any]], str]


def _pyjwt(account: Mapping[str, str]) -> Sign:
    jwt = import_module("jwt")
    serialization = import_module("cryptography.hazmat.primitives.serialization")
    key = serialization.load_pem_private_key(account["private_key"].encode(), None)
    return lambda claims: str(jwt.encode(claims, key, "RS256"))


def _google_auth(account: Mapping[str, str]) -> Sign:
    crypt, jwt = import_module("google.auth.crypt"), import_module("google.auth.jwt")
    signer = crypt.RSASigner.from_service_account_info(account)
    return lambda claims: str(jwt.encode(signer, claims).decode())


_PEERS = {"PyJWT": _pyjwt, "google-auth": _google_auth}


def main(peer: str, account_file: str) -> None:
    """Until the end of the input: links per second of processor time."""
    account = json.loads(Path(account_file).read_text())
    sign = _PEERS[peer](account)
    for line in sys.stdin:
        count, start, seconds = 0, time.process_time(), float(line)
        while (elapsed := time.process_time() - start) < seconds:
            count += 1
            "https://pay.google.com/gp/v/save/" + sign({
                "iss": account["client_email"], "aud": "google", "typ": "savetowallet", "iat": int(time.time()),
                "payload": {"loyaltyObjects": [{"id": f"{account['issuer_id']}.cd_{count:026}"}]},
            })  # fmt: skip
        print(count / elapsed, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
