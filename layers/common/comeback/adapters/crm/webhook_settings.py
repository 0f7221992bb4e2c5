"""Altegio's webhook settings behind the port `WebhookDesk` (altegio.md §2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from comeback.adapters.crm.edge import Flag, Many, Map, Shape, read
from comeback.adapters.crm.transport import NothingDoneError
from comeback.domain.webhook_settings import EVENTS, Receiver, WebhookSettings
from comeback.ports.crm import CrmUnavailableError, Lane
from comeback.ports.crm_writes import CrmUncertainError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from comeback.adapters.crm.transport import AltegioTransport
    from comeback.domain.ids import LocationId
    from comeback.domain.webhook_settings import Plan

_SWITCHES = ("active", "self_sending")


class _Settings(Shape):
    """`urls` are texts, or lists of texts as the documented schema has them; the flags beside them are read apart."""

    urls: Many[Any] = Field(default_factory=list)
    url_settings: Many[Map] = Field(default_factory=list)


class AltegioWebhookDesk:
    """Over the shared transport."""

    def __init__(self, transport: AltegioTransport) -> None:
        """`transport` knows the tokens."""
        self._transport = transport

    def read(self, location: LocationId) -> WebhookSettings:
        """One call."""
        answer = self._transport.api("GET", _path(location), lane=Lane.REST, location=location)
        shared: Mapping[str, Any] = answer if isinstance(answer, dict) else {}
        settings = read(_Settings, shared)
        own = {str(one["url"]): one for one in settings.url_settings if one.get("url")}
        return WebhookSettings(tuple(_receiver(url, own.get(url, shared)) for url in dict.fromkeys(_texts(settings.urls))))

    def write(self, location: LocationId, plan: Plan) -> None:
        """One call, never repeated."""
        body: dict[str, Any] = {"urls": list(plan.urls)}
        body |= {name: int(name in plan.switches) for name in _SWITCHES}
        body |= {name: int(name in plan.events) for name in EVENTS}
        self._transport.reserve(1, Lane.REST, location)
        try:
            self._transport.api("POST", _path(location), lane=None, location=location, json=body)
        except NothingDoneError:
            raise
        except CrmUnavailableError as problem:
            raise CrmUncertainError(str(problem), problem.retry_after) from problem


def _path(location: LocationId) -> str:
    return f"/hooks_settings/{location}"


def _receiver(url: str, flags: Mapping[str, Any]) -> Receiver:
    on = {name for name in (*EVENTS, *_SWITCHES) if read(Flag, flags.get(name))}
    return Receiver(url, frozenset(on.intersection(EVENTS)), frozenset(on.intersection(_SWITCHES)))


def _texts(values: list[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, list):
            yield from _texts(value)
        elif isinstance(value, str) and value:
            yield value
