"""A phone and our door: it registers, asks, fetches, speaks on the lock screen, and complains as iOS does (wallets.md §2.4)."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from comeback.domain.ids import CardId, ProgramId
from comeback.usecases.note_phone_log import note_phone_log
from dev.apns.server import ApnsServer
from dev.phone.device import Exchange, Phone
from dev.phone.package import PassRejected
from tests.certificates import PASS_TYPE, authority
from tests.wallet_world import WalletWorld

Answer = Callable[[httpx.Request, httpx.Response], httpx.Response | None]


class Line:
    """The way between phone and door, on which a test may change an answer."""

    def __init__(self, world: WalletWorld) -> None:
        self.twist: Answer = lambda request, response: None
        self._way = world.transport()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        response = self._way.handle_request(request)
        return self.twist(request, response) or response


@pytest.fixture
def world() -> WalletWorld:
    return WalletWorld()


@pytest.fixture
def line(world: WalletWorld) -> Line:
    return Line(world)


@pytest.fixture
def ca_file(tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    file.write_text(authority().root.certificate_pem)
    return file


@pytest.fixture
def phone(line: Line, ca_file: Path) -> Iterator[Phone]:
    made = Phone(ca_file, http=httpx.Client(transport=httpx.MockTransport(line)), pauses=())
    yield made
    made.close()
    # Whatever it complains of, our log of phones knows the kind.
    assert "other" not in note_phone_log(json.dumps({"logs": made.complaints[:20]}).encode())


@pytest.fixture
def serial(phone: Phone, world: WalletWorld) -> str:
    """Added and up to date."""
    file = phone.add(world.page_link)
    phone.on_push(PASS_TYPE)
    phone.exchanges.clear()
    return file.serial


def test_adding_a_pass_shows_it_and_registers(phone: Phone, world: WalletWorld) -> None:
    file = phone.add(world.page_link)
    assert (file.serial, file.value("stamps"), file.value("member")) == (world.card.id, "0 of 10", "Jane")
    (device,) = world.passes.devices(world.card.id)
    assert (device.id, device.push_token) == (phone.device_id, phone.push_token)
    assert [exchange.status for exchange in phone.exchanges] == [200, 201]
    assert (phone.register(file.serial), phone.complaints) == (200, [])


def test_a_push_brings_the_new_pass_and_the_lock_screen_speaks(phone: Phone, world: WalletWorld, serial: str) -> None:
    world.change()
    assert phone.on_push(PASS_TYPE) == [serial]
    assert phone.passes[serial].file.value("stamps") == "1 of 10"
    assert phone.passes[serial].said == "Your card now has 1 of 10 stamps."
    assert [exchange.status for exchange in phone.exchanges] == [200, 200]
    assert phone.complaints == []


def test_the_lock_screen_tells_of_a_full_card(phone: Phone, world: WalletWorld, serial: str) -> None:
    world.change(stamps=9)
    phone.on_push(PASS_TYPE)
    world.change()
    phone.on_push(PASS_TYPE)
    assert phone.passes[serial].said == "10 of 10 stamps: your reward is ready."


def test_a_push_for_nothing_is_answered_204_and_nothing_is_fetched(phone: Phone, serial: str) -> None:
    assert phone.on_push(PASS_TYPE) == []
    assert [exchange.status for exchange in phone.exchanges] == [204]
    assert phone.complaints == []


def test_a_push_for_another_pass_type_is_no_matter(phone: Phone, serial: str) -> None:
    assert phone.on_push("pass.somebody.else") == []
    assert phone.exchanges == []


def test_pulling_down_without_a_change_gives_304_and_no_complaint(phone: Phone, serial: str) -> None:
    assert phone.refresh(serial) is False
    assert [exchange.status for exchange in phone.exchanges] == [304]
    assert phone.complaints == []


def test_changes_between_two_questions_arrive_together(phone: Phone, world: WalletWorld, serial: str) -> None:
    for _ in range(3):
        world.change()
        world.clock.pass_by(timedelta(milliseconds=100))
    assert phone.on_push(PASS_TYPE) == [serial]
    assert phone.passes[serial].file.value("stamps") == "3 of 10"
    assert phone.on_push(PASS_TYPE) == []
    assert phone.complaints == []


def test_deleting_the_pass_unregisters(phone: Phone, world: WalletWorld, serial: str) -> None:
    assert phone.delete(serial) == 200
    assert (list(world.passes.devices(world.card.id)), phone.passes) == ([], {})


def test_an_erased_card_goes_grey(phone: Phone, world: WalletWorld, serial: str) -> None:
    world.erase()
    phone.on_push(PASS_TYPE)
    assert phone.passes[serial].file.document["voided"] is True
    assert "no longer valid" in phone.picture(serial)
    assert phone.passes[serial].file.value("member") is None


def test_the_picture_shows_front_and_back(phone: Phone, world: WalletWorld, serial: str) -> None:
    front, back = phone.picture(serial), phone.picture(serial, back=True)
    for text in ("La Visage", "STAMPS 0 of 10", "NEXT REWARD", "strip@2x.png", "0000 0000 0001"):
        assert text in front
    assert "Latest changes" in back
    assert "Latest changes" not in front


def at(path: str, change: Callable[[httpx.Response], httpx.Response]) -> Answer:
    return lambda request, response: change(response) if path in request.url.path and request.method == "GET" else None


def test_a_pass_that_was_listed_and_gives_304_is_complained_about(
    phone: Phone, line: Line, world: WalletWorld, serial: str
) -> None:
    world.change()
    line.twist = at("/passes/", lambda response: httpx.Response(304))
    assert phone.on_push(PASS_TYPE) == []
    assert phone.complaints == [f"Server requested update to serial number '{serial}', but the pass was unchanged."]
    assert phone.exchanges[-1] == Exchange("POST", "/apple/v1/log", 200)


def test_a_pass_that_was_listed_and_is_the_same_is_complained_about(phone: Phone, world: WalletWorld, serial: str) -> None:
    world.change(stamps=0)
    phone.on_push(PASS_TYPE)
    assert phone.complaints == [f"Server requested update to serial number '{serial}', but the pass was unchanged."]


def test_an_unchanged_pass_sent_again_is_complained_about(phone: Phone, world: WalletWorld, line: Line, serial: str) -> None:
    line.twist = at("/passes/", lambda response: httpx.Response(200, content=world.fetch().body))
    phone.refresh(serial)
    assert phone.complaints[0].startswith("Server ignored the 'if-modified-since' header")


def test_a_tag_that_does_not_grow_is_complained_about(phone: Phone, world: WalletWorld, line: Line, serial: str) -> None:
    world.change()
    same = {"serialNumbers": [serial], "lastUpdated": phone.tags[PASS_TYPE]}
    line.twist = at("/registrations/", lambda response: httpx.Response(200, json=same))
    phone.on_push(PASS_TYPE)
    assert "included 1 serial numbers but the lastUpdated tag" in phone.complaints[0]
    assert "remained the same" in phone.complaints[0]


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_question_or_fetch_that_fails_is_complained_about(
    phone: Phone, world: WalletWorld, line: Line, serial: str, status: int
) -> None:
    world.change()
    line.twist = at("/passes/", lambda response: httpx.Response(status))
    phone.on_push(PASS_TYPE)
    line.twist = at("/registrations/", lambda response: httpx.Response(status))
    phone.on_push(PASS_TYPE)
    get, asked = phone.complaints
    assert get.startswith("Get pass task")
    assert get.endswith(f"Unexpected response code {status}")
    assert asked.startswith("Get serial #s task")
    assert asked.endswith(f"Unexpected response code {status}")
    assert phone.passes[serial].file.value("stamps") == "0 of 10"


def test_a_registration_that_is_refused_is_complained_about(phone: Phone, line: Line, world: WalletWorld) -> None:
    line.twist = lambda request, response: httpx.Response(401) if "/registrations/" in request.url.path else None
    file = phone.add(world.page_link)
    phone.delete(file.serial)
    assert [complaint.split(" ", 1)[0] for complaint in phone.complaints] == ["Register", "Unregister"]


def test_an_update_that_is_no_valid_pass_is_refused_and_the_old_one_stays(
    phone: Phone, world: WalletWorld, line: Line, serial: str
) -> None:
    world.change()
    line.twist = at("/passes/", lambda response: httpx.Response(200, content=response.content[:-100]))
    assert phone.on_push(PASS_TYPE) == []
    assert "invalid data" in phone.complaints[0]
    assert phone.passes[serial].file.value("stamps") == "0 of 10"


def test_an_update_that_is_another_pass_is_refused(phone: Phone, world: WalletWorld, line: Line, serial: str) -> None:
    other = world.add_card(CardId("cd_" + "0" * 25 + "2"), ProgramId("pr_" + "0" * 25 + "2"))
    line.twist = at("/passes/", lambda response: httpx.Response(200, content=world.fetch(other).body))
    assert phone.refresh(serial) is False
    assert "another pass" in phone.complaints[0]


@pytest.mark.parametrize(
    "response", [httpx.Response(404), httpx.Response(200, headers={"content-type": "application/zip"}, content=b"PK")]
)
def test_a_link_that_gives_no_pass_is_refused(phone: Phone, line: Line, world: WalletWorld, response: httpx.Response) -> None:
    line.twist = lambda request, _: response
    with pytest.raises(PassRejected, match="the link gave"):
        phone.add(world.page_link)


def test_after_a_failure_of_the_server_the_phone_tries_again_and_then_gives_up(
    phone: Phone, world: WalletWorld, line: Line, serial: str
) -> None:
    world.change()
    phone.pauses = (0.0, 0.0)
    failures = iter([500, 503])
    line.twist = at("/passes/", lambda response: httpx.Response(next(failures, 200), content=response.content))
    assert phone.on_push(PASS_TYPE) == [serial]
    assert [exchange.status for exchange in phone.exchanges] == [200, 500, 503, 200]
    line.twist = at("/passes/", lambda response: httpx.Response(500))
    phone.refresh(serial)
    assert len(phone.complaints) == 1


def test_a_phone_hears_the_pushes_of_the_stand_in(phone: Phone, world: WalletWorld, serial: str, tmp_path: Path) -> None:
    certificate, key = authority().server_certificate().write(tmp_path, "server")
    with ApnsServer(certificate, key, phone.ca_file) as apns:
        phone.listen(apns.url)
        world.change()
        apns.service.record(phone.push_token, {"apns-topic": PASS_TYPE}, b"{}", 410, "Unregistered")
        apns.service.record("somebody", {"apns-topic": PASS_TYPE}, b"{}", 200, "")
        assert phone.passes[serial].file.value("stamps") == "0 of 10"
        apns.service.record(phone.push_token, {"apns-topic": PASS_TYPE}, b"{}", 200, "")
        assert phone.wait_for(lambda one: one.passes[serial].file.value("stamps") == "1 of 10", timeout=10)
        phone.close()
