"""Save links with google-auth, a round for each line of the input: `python google_auth_signer.py ACCOUNT_FILE`. The key is
loaded once.
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path


def main(account_file: str) -> None:
    """Until the end of the input: links per second of processor time."""
    crypt = import_module("google.auth.crypt")  # not in the environment in which types are checked
    jwt = import_module("google.auth.jwt")
    account = json.loads(Path(account_file).read_text())
    signer = crypt.RSASigner.from_service_account_info(account)
    for line in sys.stdin:
        count, start, seconds = 0, time.process_time(), float(line)
        while (elapsed := time.process_time() - start) < seconds:
            count += 1
            claims = {
                "iss": account["client_email"], "aud": "google", "typ": "savetowallet", "iat": int(time.time()),
                "payload": {"loyaltyObjects": [{"id": f"{account['issuer_id']}.cd_{count:026}"}]},
            }  # fmt: skip
            "https://pay.google.com/gp/v/save/" + jwt.encode(signer, claims).decode()
        print(count / elapsed, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
