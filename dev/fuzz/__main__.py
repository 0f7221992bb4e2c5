"""`python -m dev.fuzz [seconds] [seed]`: the API's own document against the local stack, by Schemathesis.

Requests are made from the document, fitting and unfitting ones, to things that exist. None may be answered with a failure of
ours, with a status or content that the document does not promise, or without a key; what does not fit has to be refused.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from dev.bench.shop import LOCATION, Shop, open_shop
from dev.runner.settings import CHECKOUT

_PROGRAM = CHECKOUT / ".tools" / "fuzz" / "bin" / "schemathesis"
_CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "missing_required_header", "ignored_auth",
)  # fmt: skip
_SECONDS, _SEED = 60, 1
_MILESTONE = 5


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 when the document kept its promises."""
    seconds, seed = (*map(int, arguments), *(_SECONDS, _SEED)[len(arguments) :])
    with open_shop() as shop, TemporaryDirectory() as folder:
        config = Path(folder) / "schemathesis.toml"
        config.write_text(_config(shop, _things(shop)))
        command = _command(config, shop.stack.base_url, seconds, seed)
        variables = {**os.environ, "FUZZED_LOCATION": str(LOCATION)}
        return subprocess.run(command, cwd=folder, env=variables, check=False).returncode


def _command(config: Path, url: str, seconds: int, seed: int) -> list[str]:
    return [
        str(_PROGRAM), "--config-file", str(config), "run", f"{url}/api/v1/openapi.json", "--url", url,
        "--checks", ",".join(_CHECKS), "--phases", "examples,coverage,fuzzing", "--max-time", str(seconds),
        "--seed", str(seed), "--continue-on-failure", "--generation-database", "none",
    ]  # fmt: skip


def _config(shop: Shop, things: Mapping[str, Any]) -> str:
    """Keys and ids; JSON's strings and numbers are TOML's, too."""
    lines = [
        f"hooks = {json.dumps(str(Path(__file__).with_name('hooks.py')))}",
        "[auth.openapi.tenant_key]", f"bearer = {json.dumps(shop.key)}",
        "[auth.openapi.operator_key]", f"bearer = {json.dumps(shop.stack.facts['operator_key'])}",
        "[parameters]", *(f'"path.{name}" = {json.dumps(values)}' for name, values in things.items()),
        "[[operations]]", 'include-path-regex = "/recalculations/"',
        "[operations.parameters]", f'"path.job_id" = {json.dumps(_recalculation(shop))}',
    ]  # fmt: skip
    return "\n".join(lines)


def _things(shop: Shop) -> Mapping[str, Any]:
    """One of everything that has an id."""
    stack, customer, somebody = shop.stack, shop.customer(1), shop.customer(2)
    stack.json("PATCH", f"/api/v1/programs/{shop.program_id}", shop.key, {"milestones": [{"at": _MILESTONE, "title": "Coffee"}]})
    tenant = stack.operator("GET", "/tenants")["items"][0]["id"]
    # Keys may be withdrawn: not the one that the requests are made with.
    key = stack.operator("POST", f"/tenants/{tenant}/api-keys")["id"]
    job = stack.json("POST", f"/api/v1/connections/{LOCATION}/sync", shop.key)["job_id"]
    stack.desk.lose_webhooks(0)
    booking = stack.desk.book(customer.client_id, "Haircut")
    stack.desk.arrive(booking.booking_id)
    stack.desk.pay(booking.booking_id)
    stack.settle()
    _move(shop, f"/cards/{customer.card_id}/adjustments", {"amount": 25, "reason": "Welcome"})
    redemption = _move(shop, f"/cards/{customer.card_id}/redemptions", {"rewards": 1})["id"]
    _bring_picture(shop)
    return {
        "role": "icon", "program_id": shop.program_id, "card_id": customer.card_id, "entry_id": redemption, "job_id": job,
        "key_id": key, "tenant_id": tenant, "location_id": LOCATION, "visit_id": booking.visit_id, "at": _MILESTONE,
        "item_id": _item(shop),
        "customer_id": stack.json("GET", f"/api/v1/cards/{somebody.card_id}", shop.key)["customer"]["id"],
    }  # fmt: skip


def _bring_picture(shop: Shop) -> None:
    """So that there is one to read and to remove."""
    file = BytesIO()
    Image.new("RGB", (200, 200), "#33202e").save(file, "PNG")
    headers = {"Authorization": f"Bearer {shop.key}", "Content-Type": "image/png"}
    path = f"/api/v1/programs/{shop.program_id}/design/images/icon"
    shop.stack.http.put(path, content=file.getvalue(), headers=headers).raise_for_status()


def _item(shop: Shop) -> str:
    """Something that the owner must look at: a visit was paid, and nobody marked it as arrived."""
    stack = shop.stack
    then = datetime.now(UTC) - timedelta(days=2)
    stack.desk.pay(stack.desk.book(shop.customer(3).client_id, "Haircut", at=f"{then:%Y-%m-%d} 10:00").booking_id)
    stack.settle()
    stack.run_job("sweep")
    return str(stack.json("GET", "/api/v1/attention", shop.key)["items"][0]["id"])


def _recalculation(shop: Shop) -> str:
    today = datetime.now(UTC)
    dates = {"from": f"{today - timedelta(days=9):%Y-%m-%d}", "to": f"{today - timedelta(days=1):%Y-%m-%d}"}
    return str(shop.stack.json("POST", f"/api/v1/programs/{shop.program_id}/recalculations", shop.key, dates)["job_id"])


def _move(shop: Shop, path: str, body: object) -> Any:
    headers = {"Authorization": f"Bearer {shop.key}", "Idempotency-Key": path}
    return shop.stack.http.post(f"/api/v1{path}", json=body, headers=headers).raise_for_status().json()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
