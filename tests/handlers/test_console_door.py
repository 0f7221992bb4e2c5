"""What holds for every page of the owner's: sessions, tokens, other tenants, headers, silence of the log."""

import re

import pytest

from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.ids import JobId, LocationId, render_id
from tests.api_world import FOREIGN_PLACE, NOW, THEIRS
from tests.console_world import Browser, ConsoleWorld, console_routes

_OPEN = re.compile(r"/console/(sign-in|static)(/|$)")
GUARDED = sorted((method, path) for method, path in console_routes() if not _OPEN.match(path))
GETS = [path for method, path in GUARDED if method == "GET"]
POSTS = [path for method, path in GUARDED if method == "POST"]


class Two:
    """Each business has a program, a card, a key, a synchronisation; the browser is the first one's owner."""

    def __init__(self) -> None:
        self.world = ConsoleWorld()
        self.browser = Browser(self.world).sign_in()
        self.mine = self._things(self.browser, self.world.active_program(), 4564)
        mine, self.world.key = self.world.key, self.world.other_key
        theirs = self.world.active_program(locations=[FOREIGN_PLACE])
        self.theirs = self._things(Browser(self.world).sign_in(THEIRS), theirs, FOREIGN_PLACE)
        self.world.key = mine

    def _things(self, browser: Browser, program: str, location: int) -> dict[str, str]:
        browser.send(f"/console/connections/{location}/sync")
        keys = re.findall(r"/console/keys/(ak_\w+)/revoke", browser.get("/console/keys").body)
        item = AttentionItem(AttentionKind.MASKED_PHONES, str(location), NOW, LocationId(location))
        self.world.attention.notice(self.world.store.connections[LocationId(location)].tenant_id, item)
        card = self.world.enrol(program)
        return {
            "item_id": item.id, "at": "5", "role": "icon", "customer_id": card["customer"]["id"],
            "program_id": program, "location_id": str(location), "card_id": card["id"], "key_id": keys[0],
            "job_id": self.world.sync_queue.sent[-1].job_id, "visit_id": "8263004", "entry_id": render_id("en", 9, bytes(10)),
        }  # fmt: skip


@pytest.fixture
def two() -> Two:
    return Two()


@pytest.fixture(scope="module")
def unchanged() -> Two:
    """Shared by those tests that must not change a thing."""
    return Two()


def filled(path: str, things: dict[str, str]) -> str:
    return path.format(**things)


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_nobody_gets_in_without_a_session(unchanged: Two, method: str, path: str) -> None:
    stranger = Browser(unchanged.world)
    address = filled(path, unchanged.mine)
    answer = stranger.get(address) if method == "GET" else stranger.post(address, {"csrf_token": unchanged.browser.csrf()})
    assert answer.to == "/console/sign-in"


@pytest.mark.parametrize("path", POSTS)
def test_no_form_is_taken_without_its_token_or_from_elsewhere(unchanged: Two, path: str) -> None:
    before = repr(unchanged.world.store)
    address = filled(path, unchanged.mine)
    for form in ({}, {"csrf_token": "wrong"}, {"csrf_token": Browser(unchanged.world).sign_in().csrf()}):
        assert unchanged.browser.post(address, form).status == 403
    token = unchanged.browser.csrf()
    assert unchanged.browser.post(address, {"csrf_token": token}, origin="https://evil.example").status == 403
    assert repr(unchanged.world.store) == before


@pytest.mark.parametrize("path", [path for path in GETS if "{" in path])
def test_nothing_of_another_tenant_is_shown(unchanged: Two, path: str) -> None:
    page = unchanged.browser.get(filled(path, unchanged.theirs))
    assert page.status == 404
    assert "not yours" in page.text


@pytest.mark.parametrize("path", [path for path in POSTS if "{" in path])
def test_nothing_of_another_tenant_is_changed(unchanged: Two, path: str) -> None:
    before = repr(unchanged.world.store)
    form = {
        "form": "x", "x.reason": "Mine now", "adjust.amount": "5", "redeem.rewards": "1", "request_key": "a-key-of-this-one-form",
        "title": "Mine", "size": "5", "reward.title": "Mine", "locations": "4564", "locale": "en", "reversal_policy": "debt",
        "lookback_days": "0", "count_by": "visit", "payment_gate": "full", "accrual_rule.kind": "completed",
    }  # fmt: skip
    assert unchanged.browser.send(filled(path, unchanged.theirs), form).status == 404
    assert repr(unchanged.world.store) == before


def test_lists_name_the_tenants_own_only(unchanged: Two) -> None:
    for path in ("/console", "/console/programs", "/console/keys", "/console/cards", "/console/programs/new"):
        body = unchanged.browser.get(path).body
        assert not [thing for thing in unchanged.theirs.values() if len(thing) > 20 and thing in body]
        assert str(FOREIGN_PLACE) not in body


def test_a_card_of_another_tenant_is_not_found_by_phone(two: Two) -> None:
    two.world.key = two.world.other_key
    two.world.enrol(two.theirs["program_id"], phone="+1 212 555 7777", name="Their guest")
    assert "Nobody with this phone" in two.browser.send("/console/cards/search", {"phone": "+12125557777"}).text


@pytest.mark.parametrize("path", GETS)
def test_every_page_carries_the_security_headers_and_is_kept_by_nobody(unchanged: Two, path: str) -> None:
    headers = unchanged.browser.get(filled(path, unchanged.mine)).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("page", GETS)
def test_every_form_that_is_shown_leads_to_a_route(unchanged: Two, page: str) -> None:
    body = unchanged.browser.get(filled(page, unchanged.mine)).body
    for action in re.findall(r'<form[^>]* action="([^"]+)"', body):
        assert any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", one), action) for one in POSTS), action


def test_a_notice_is_of_ours_and_shown_once(two: Two) -> None:
    two.browser.cookies["__Host-notice"] = "hello-from-elsewhere"
    assert "hello" not in two.browser.get("/console").body
    two.browser.cookies["__Host-notice"] = "sync-started"
    assert "The synchronisation has begun" in two.browser.get("/console").text
    assert "The synchronisation has begun" not in two.browser.get("/console").text


def test_no_secret_and_nothing_personal_gets_into_the_log(two: Two, capsys: pytest.CaptureFixture[str]) -> None:
    two.browser.post(two.world.sign_in_link())
    capsys.readouterr()
    for path in GETS:
        two.browser.get(filled(path, two.mine))
    two.browser.send("/console/cards/search", {"phone": "+12125550123"})
    two.browser.send("/console/cards/search", {"phone": "Jane"})
    two.browser.send("/console/keys")
    written = capsys.readouterr().out
    assert written.count("\n") == len(GETS) + 6
    for private in ("a-long-secret", "example.com", "La Visage", "Jane", "2125550123", "cb_", *two.browser.cookies.values()):
        assert not private or private not in written


def test_no_address_of_a_redirect_carries_anything_about_a_person(two: Two) -> None:
    card = f"/console/cards/{two.mine['card_id']}"
    form = {"form": "adjust", "adjust.amount": "1", "adjust.reason": "Jane asked", "request_key": "a-key-of-this-one-form"}
    assert two.browser.send(f"{card}/adjustments", form).to == card
    assert set(two.browser.cookies) == {"__Host-session", "__Host-notice"}
    assert two.browser.cookies["__Host-notice"] == "adjusted"


def test_a_job_of_connecting_is_its_tenants(two: Two) -> None:
    job = JobId(render_id("jb", 77, bytes(10)))
    assert two.browser.get(f"/console/connecting/{job}").status == 404
