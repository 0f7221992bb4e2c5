"""Altegio's webhook settings, from answers as they come (altegio-samples/09)."""

import json
from typing import Any

import httpx
import pytest

from comeback.adapters.crm.transport import AltegioTransport, http_client
from comeback.adapters.crm.webhook_settings import AltegioWebhookDesk
from comeback.domain.ids import LocationId
from comeback.domain.webhook_settings import EVENTS, Address, Receiver, WebhookSettings, plan_for
from comeback.ports.crm import CrmRefusedError, CrmUnavailableError
from comeback.ports.crm_writes import CrmUncertainError
from tests.unit.test_marketplace import Altegio
from tests.unit.test_transport import FakeBudget

PLACE = LocationId(4564)
PATH = "/api/v1/hooks_settings/4564"
OURS, THEIRS = "https://partner.example/altegio/hooks/4564/6f1c2d", "https://other-vendor.example/hook"
SHARED = {"active": 1, "client": 1, "record": "1", "loyalty_card": True, "salon": 0, "schedule": "0", "self_sending": 0}
BOTH = frozenset({"client", "record", "loyalty_card"})


def desk(altegio: Any) -> AltegioWebhookDesk:
    transport = AltegioTransport(
        http=http_client(transport=httpx.MockTransport(altegio)), api_url="https://api.example/api/v1",
        app_url="https://app.example", partner_token="p", user_token="u", budget=FakeBudget(), sleep=lambda _: None,
    )  # fmt: skip
    return AltegioWebhookDesk(transport)


def test_each_address_has_its_own_flags_where_the_answer_tells_them() -> None:
    own = [{"url": OURS, **SHARED}, {"url": THEIRS, **SHARED, "loyalty_card": 0, "self_sending": 1, "active": 0}]
    settings = desk(Altegio(**{PATH: {"urls": [OURS, THEIRS], **SHARED, "url_settings": own}})).read(PLACE)
    assert settings.receivers == (
        Receiver(OURS, BOTH), Receiver(THEIRS, BOTH - {"loyalty_card"}, frozenset({"self_sending"}))
    )  # fmt: skip


@pytest.mark.parametrize("urls", [[OURS, THEIRS, OURS], [[OURS], [THEIRS, ""]], [[OURS, 7], THEIRS]])
def test_addresses_come_as_texts_or_as_lists_of_texts(urls: list[Any]) -> None:
    settings = desk(Altegio(**{PATH: {"urls": urls, **SHARED}})).read(PLACE)
    assert settings.receivers == (Receiver(OURS, BOTH), Receiver(THEIRS, BOTH))


@pytest.mark.parametrize("nothing", [[], {"urls": None}, {"urls": {}, "url_settings": []}, {"url_settings": [{}]}])
def test_a_location_without_receivers_has_none(nothing: Any) -> None:
    assert desk(Altegio(**{PATH: nothing})).read(PLACE) == WebhookSettings(())


def test_what_is_written_names_every_event_and_stays_within_the_documented_body() -> None:
    altegio = Altegio(**{PATH: {}})
    settings = WebhookSettings((Receiver(THEIRS, frozenset({"record", "staff"}), frozenset({"self_sending"})),))
    plan = plan_for(settings, Address("https://partner.example/altegio/hooks/4564/", frozenset()), OURS)
    desk(altegio).write(PLACE, plan)
    (request,) = altegio.requests
    body = json.loads(request.content)
    assert (request.method, body["urls"]) == ("POST", [THEIRS, OURS])
    assert set(body) == {"urls", "active", "self_sending", *EVENTS}
    on = {name for name, value in body.items() if value == 1}
    assert on == {
        "active", "self_sending", "client", "record", "loyalty_card", "goods_operations_sale", "finances_operation"
    }  # fmt: skip


def test_a_write_without_an_answer_has_an_unknown_end_and_is_sent_once() -> None:
    sent: list[str] = []

    def lost(request: httpx.Request) -> httpx.Response:
        sent.append(request.method)
        raise httpx.ReadTimeout("no answer")

    plan = plan_for(WebhookSettings(()), Address("https://partner.example/", frozenset()), OURS)
    with pytest.raises(CrmUncertainError):
        desk(lost).write(PLACE, plan)
    assert sent == ["POST"]


def test_what_surely_was_not_done_is_told_so() -> None:
    plan = plan_for(WebhookSettings(()), Address("https://partner.example/", frozenset()), OURS)
    with pytest.raises(CrmRefusedError):
        desk(Altegio(**{PATH: 403})).write(PLACE, plan)
    with pytest.raises(CrmUnavailableError) as problem:
        desk(Altegio(**{PATH: 429})).write(PLACE, plan)
    assert not isinstance(problem.value, CrmUncertainError)
