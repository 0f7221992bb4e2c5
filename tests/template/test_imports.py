"""What a cold start pays for: the libraries that importing a handler loads (times and reasons are in docs/decisions.md)."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from dev.build.imports import variables_by_function
from dev.build.stand_in_secrets import secrets_endpoint
from tests.template.reading import FOLDERS, FUNCTIONS, ROOT, template

pytestmark = pytest.mark.stack

_WATCHED = {"PIL", "boto3", "botocore", "cryptography", "h2", "httpx", "jinja2", "phonenumbers", "pydantic", "reportlab", "segno"}
# What each may load; webhook and relay are the ones that wait for nobody.
_BUDGET = {
    "AccrualFunction": {"botocore", "h2", "httpx", "phonenumbers", "pydantic"},  # httpx loads h2
    "ApiFunction": {"botocore", "pydantic"},
    "ConsoleFunction": {"botocore", "jinja2", "pydantic"},
    "DoctorFunction": {"botocore", "pydantic"},
    "EnrollFunction": {"botocore", "jinja2"},  # a code and a phone load their libraries when they come
    "GoogleUpdateFunction": {"botocore", "h2", "httpx"},
    "LedgerGuardFunction": set[str](),
    "OauthCallbackFunction": {"botocore", "h2", "httpx", "jinja2", "phonenumbers", "pydantic"},
    "PassUpdateFunction": {"botocore", "h2"},
    "ReconcileFunction": set[str](),
    "RelayFunction": {"botocore"},
    "SyncFunction": {"botocore", "h2", "httpx", "phonenumbers", "pydantic"},
    "WalletServiceFunction": {"botocore", "cryptography"},
    "WebhookFunction": {"botocore"},
}


@pytest.fixture(scope="module")
def secrets_url() -> Iterator[str]:
    with secrets_endpoint() as url:
        yield url


def test_every_function_has_a_budget() -> None:
    assert sorted(_BUDGET) == FUNCTIONS


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_handler_loads_what_it_needs_and_no_more(function: str, secrets_url: str) -> None:
    environment = {
        **variables_by_function(template())[function],
        "PATH": os.defpath, "AWS_ENDPOINT_URL": secrets_url, "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        "PYTHONPATH": f"{ROOT / 'layers' / 'common'}{os.pathsep}{FOLDERS[function]}",
    }  # fmt: skip
    program = "import handler, sys; print(*sys.modules)"

    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
    assert set(run.stdout.split()) & _WATCHED <= _BUDGET[function]
