"""Two businesses whose owners look at their pages: the world of the REST API with the console's door."""

import re
from functools import cache
from html import unescape
from typing import Any

import httpx

from comeback.adapters.words import language_names
from comeback.usecases.list_choices import ListChoices
from comeback.usecases.manage_api_keys import RevokeApiKey
from comeback.usecases.sign_in import IssueSignInLink, StartSession
from comeback.web.api.drift_routes import DriftCalls
from comeback.web.console.calls import ConsoleCalls, KeyCalls
from comeback.web.console.door import ConsoleDoor
from comeback.web.requests import CookieJar
from comeback.web.session import Gate
from tests.api_balances import attention_calls, balance_calls
from tests.api_deliveries import delivery_calls
from tests.api_people import card_calls, customer_calls
from tests.api_programs import design_calls, preview_card, program_calls
from tests.api_recalculations import recalculation_calls
from tests.api_world import BASE, MINE, ApiWorld
from tests.console_designs import TellingPainter
from tests.handlers.events import cookies_of, http_event
from tests.memory.activations import MemoryConnectJobs
from tests.memory.audits import MemoryAudits
from tests.memory.loyalty import MemoryLoyalty

Fields = dict[str, str] | list[tuple[str, str]]


@cache
def console_routes() -> list[tuple[str, str]]:
    """Verb and address of all that the door answers."""
    app = ConsoleWorld().console()._app
    routes = (*app._static_routes, *app._dynamic_routes)
    return [(str(route.method), re.sub(r"<(\w+)>", r"{\1}", route.path)) for route in routes]


class ConsoleWorld(ApiWorld):
    """What an owner does by hand can be looked at by the API, and the other way round."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs = MemoryConnectJobs()
        self.loyalty = MemoryLoyalty()
        self.start_session = StartSession(self.sessions, self.ids, self.clock)

    def console(self, base_url: str = BASE) -> ConsoleDoor:
        """A door to all this."""
        gate = Gate(self.sessions, self.clock, CookieJar(base_url), base_url)
        return ConsoleDoor(gate, self.console_calls(), self.start_session, self.witness)

    def console_calls(self) -> ConsoleCalls:
        """What is behind it."""
        return ConsoleCalls(
            programs=program_calls(self), recalculations=recalculation_calls(self), cards=card_calls(self), tenant=self._tenant(),
            sync=self._sync(),
            balances=balance_calls(self), customers=customer_calls(self),
            deliveries=delivery_calls(self), attention=attention_calls(self), trail=self.trail,
            keys=KeyCalls(self.api_keys, self.create_key, RevokeApiKey(self.api_keys)),
            drift=DriftCalls(MemoryAudits(self.store), self.connections), webhooks=self._webhooks(),
            jobs=self.jobs, clock=self.clock, ids=self.ids,
            choices=ListChoices(lambda: self.loyalty), identities=self.identities,
            preview=preview_card(self, TellingPainter), designs=design_calls(self), languages=language_names(),
        )  # fmt: skip

    def sign_in_link(self) -> str:
        """The path of a fresh one."""
        issued = IssueSignInLink(self.connections, self.sessions, self.ids, self.clock, BASE)(MINE)
        return issued.url.removeprefix(BASE)


class Page:
    """An answer as a browser has it."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.status: int = answer["statusCode"]
        self.headers: dict[str, str] = answer["headers"]
        self.body: str = answer.get("body") or ""

    @property
    def to(self) -> str:
        """Where a redirect leads."""
        assert self.status == 303, self.text
        return self.headers["Location"]

    @property
    def text(self) -> str:
        """What is read on the page."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.body)).split())

    def typed(self, name: str) -> str:
        """The value of an input."""
        (tag,) = (tag for tag in re.findall(r"<input[^>]*>", self.body) if f' name="{name}"' in tag)
        found = re.search(r' value="([^"]*)"', tag)
        return unescape(found[1]) if found else ""

    def chosen(self, name: str) -> list[str]:
        """Values of the ticked boxes of a name."""
        tags = (tag for tag in re.findall(r"<input[^>]*>", self.body) if f' name="{name}"' in tag and " checked" in tag)
        return [found[1] for tag in tags if (found := re.search(r' value="([^"]*)"', tag))]

    def error_at(self, name: str) -> str:
        """What is said at a field, that the field itself points to."""
        place = name.replace(".", "-")
        found = re.search(rf'id="{place}-error">([^<]+)<', self.body)
        return unescape(found[1]) if found else ""


class Browser:
    """Keeps cookies and reads forms, like the real one."""

    def __init__(self, world: ConsoleWorld, base_url: str = BASE) -> None:
        self.world = world
        self.door = world.console(base_url)
        self.cookies: dict[str, str] = {}

    def sign_in(self, tenant: Any = MINE) -> "Browser":
        self.cookies["__Host-session"] = self.world.start_session(tenant)
        return self

    def get(self, path: str, query: str = "") -> Page:
        path, _, more = path.partition("?")
        return self._send("GET", path, query=query or more)

    def post(self, path: str, form: Fields | None = None, **headers: str) -> Page:
        """A form with nothing but what is given."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._send("POST", path, form=form or {}, headers=named)

    def upload(self, path: str, image: bytes, name: str = "a.png") -> Page:
        """A form of our pages with a file."""
        request = httpx.Request("POST", BASE, data={"csrf_token": self.csrf()}, files={"image": (name, image)})
        return self._send("POST", path, body=request.read(), headers={"content-type": request.headers["content-type"]})

    def send(self, path: str, form: Fields | None = None) -> Page:
        """A form of our pages, which carries the token."""
        pairs = list(form.items()) if isinstance(form, dict) else list(form or [])
        return self.post(path, [("csrf_token", self.csrf()), *pairs])

    def csrf(self) -> str:
        # A look at any page would use the notice up that waits for the next one.
        found = re.search(r'name="csrf_token" value="([^"]+)"', Page(self._ask("GET", "/console/keys")).body)
        assert found is not None
        return found[1]

    def _send(self, method: str, path: str, **more: Any) -> Page:
        answer = self._ask(method, path, **more)
        self.cookies |= cookies_of(answer)
        return Page(answer)

    def _ask(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        sent = [f"{name}={value}" for name, value in self.cookies.items() if value]
        return self.door(http_event(method, path, cookies=sent, **more), None)


class Shop:
    """A program with Jane's card in it."""

    def __init__(self) -> None:
        self.world = ConsoleWorld()
        self.browser = Browser(self.world).sign_in()
        self.program = self.world.active_program()
        self.card = self.world.enrol(self.program)["id"]
        self.path = f"/console/cards/{self.card}"

    def move(self, path: str, form: dict[str, str], key: str = "a-key-of-this-one-form") -> Page:
        return self.browser.send(path, {"request_key": key, **form})

    def adjust(self, amount: str, reason: str = "Sorry", key: str = "a-key-of-this-one-form") -> Page:
        form = {"form": "adjust", "adjust.amount": amount, "adjust.reason": reason}
        return self.move(f"/console/cards/{self.card}/adjustments", form, key)

    def redeem(self, rewards: str = "1", key: str = "a-key-of-this-one-form") -> Page:
        return self.move(
            f"/console/cards/{self.card}/redemptions",
            {"form": "redeem", "redeem.rewards": rewards, "redeem.reason": ""},
            key,
        )

    def give_back(self, entry: str, reason: str = "A mistake", key: str = "a-key-of-this-one-form") -> Page:
        name = f"give_back-{entry}"
        return self.move(
            f"/console/cards/{self.card}/redemptions/{entry}/reversal", {"form": name, f"{name}.reason": reason}, key
        )

    def entries(self) -> list[Any]:
        items: list[Any] = self.world.call("GET", f"/api/v1/cards/{self.card}/entries").json["items"]
        return items

    def page(self) -> str:
        return self.browser.get(self.path).text
