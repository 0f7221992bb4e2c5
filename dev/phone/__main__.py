"""`python -m dev.phone URL --ca .local/ca.pem --apns https://127.0.0.1:8789`: add a pass, show it, follow its changes."""

import argparse
import contextlib
from pathlib import Path

from dev.phone.device import Phone
from dev.phone.package import PassRejected


def main() -> None:
    """Add the pass and, with `--apns`, stay until interrupted; then delete it from the phone."""
    parser = argparse.ArgumentParser(prog="python -m dev.phone", description=__doc__)
    parser.add_argument("url", help="download link of a pass")
    parser.add_argument("--ca", type=Path, required=True, help="authority of the pass certificate (PEM)")
    parser.add_argument("--apns", help="address of the stand-in for APNs")
    parser.add_argument("--back", action="store_true", help="show the back, too")
    options = parser.parse_args()
    phone = Phone(options.ca)
    try:
        card = phone.add(options.url)
    except PassRejected as problem:
        raise SystemExit(f"The phone does not take this pass: {problem}") from None
    print(phone.picture(card.serial, back=options.back), flush=True)
    if options.apns:
        phone.listen(options.apns)
        with contextlib.suppress(KeyboardInterrupt):
            _follow(phone, card.serial, back=options.back)
        phone.delete(card.serial)
    phone.close()


def _follow(phone: Phone, serial: str, *, back: bool) -> None:
    shown = phone.passes[serial]
    while True:
        if phone.wait_for(lambda one, seen=shown: one.passes[serial] is not seen, timeout=3600):  # type: ignore[misc]
            shown = phone.passes[serial]
            print(f"\nLock screen: {shown.said or '(nothing)'}\n{phone.picture(serial, back=back)}", flush=True)


if __name__ == "__main__":
    main()
