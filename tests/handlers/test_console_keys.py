"""The owner's page of API keys."""

import re

import pytest

from tests.console_world import Browser, ConsoleWorld


@pytest.fixture
def browser() -> Browser:
    return Browser(ConsoleWorld()).sign_in()


def test_a_key_is_shown_once_and_opens_the_api_until_it_is_revoked(browser: Browser) -> None:
    page = browser.send("/console/keys")
    found = re.search(r'class="secret">([^<]+)<', page.body)
    assert found is not None
    assert page.status == 200
    assert browser.world.call("GET", "/api/v1/connections", key=found[1]).status == 200
    again = browser.get("/console/keys")
    assert found[1] not in again.body
    newest = re.findall(r"/console/keys/(ak_\w+)/revoke", again.body)[-1]
    assert browser.send(f"/console/keys/{newest}/revoke").to == "/console/keys"
    assert "The key was revoked." in browser.get("/console/keys").text
    assert browser.world.call("GET", "/api/v1/connections", key=found[1]).status == 401
    assert browser.send(f"/console/keys/{newest}/revoke").status == 404
    assert browser.send("/console/keys/x/revoke").status == 404


def test_a_tenant_without_keys_is_told_so(browser: Browser) -> None:
    browser.world.store.api_keys.clear()
    assert "There is no key." in browser.get("/console/keys").text
