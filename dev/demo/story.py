"""The steps of the story, in order. Each says what happens and then looks whether it came true."""

from dataclasses import dataclass, field
from typing import Any

from dev.demo.stack import StackView
from dev.demo.telling import Teller
from dev.phone.device import Phone

LOCATION = 4564
PROGRAM = {
    "type": "stamp", "title": "10 visits", "currency": "USD", "locale": "en", "locations": [LOCATION], "size": 10,
    "reward": {"title": "A free haircut"},
}  # fmt: skip
# What the story tells of the recommended settings.
_TOLD_SETTINGS = {
    "count_by": "client_day", "payment_gate": "full", "count_products": False, "accrual_rule": {"kind": "completed", "stamps": 1},
}  # fmt: skip
# Jane's number in the stand-in's list of clients.
JANE = {"phone": "+13155550175", "name": "Jane Doe"}


@dataclass(slots=True)
class Story:
    """One visit of one client, from the owner's first click to the stamp on the phone."""

    teller: Teller
    stack: StackView
    phone: Phone
    tenant: str = ""
    program: str = ""
    card: dict[str, Any] = field(default_factory=dict)
    booking: int = 0
    visit: int = 0
    told: int = 0

    def play(self) -> None:
        """Every step; raises StoryError, DeskError or PassRejected when it cannot go on."""
        self.connect()
        self.make_program()
        self.add_pass()
        self.visit_and_pay()
        self.see_the_push()
        self.take_the_payment_back()
        self.lose_an_event()
        self.show_all()

    def connect(self) -> None:
        """Step 1."""
        self.teller.step(1, 'An owner connects the location "La Visage" from Altegio')
        self.teller.say("She presses Connect in Altegio's marketplace; Altegio sends her browser to us with a signature.")
        redirect = self.stack.desk.press_connect([LOCATION])
        answer = self.stack.open(
            f"/altegio/connect?{redirect.query}", "/altegio/connect?salon_ids[]=4564&user_data=…&user_data_sign=…"
        )
        self.teller.check(
            "the signature holds, the owner has a session and is led to her page",
            holds=answer.status_code == 303 and "set-cookie" in answer.headers,
            found=answer.status_code,
        )
        tenants = self.stack.operator("GET", "/tenants")["items"]
        self.tenant = next(one["id"] for one in tenants if LOCATION in one["location_ids"])
        self.stack.key = self.stack.operator("POST", f"/tenants/{self.tenant}/api-keys", show=("id",))["key"]
        connection = next(one for one in self.stack.api("GET", "/connections")["items"] if one["location_id"] == LOCATION)
        self.teller.check(
            "Altegio's installation is active and posts events to a secret address of ours",
            holds=connection["status"] == "active" and not connection["missing_rights"],
            found=connection,
        )

    def make_program(self) -> None:
        """Step 2, without the synchronisation of clients."""
        self.teller.step(2, 'A stamp program "10 visits" with the recommended settings')
        self.program = self.stack.api("POST", "/programs", PROGRAM, show=("id", "status"))["id"]
        status = self.stack.api("POST", f"/programs/{self.program}/activate", show=("status",))["status"]
        self.teller.check("the program is active", holds=status == "active", found=status)
        address = f"/programs/{self.program}/connections/{LOCATION}/settings"
        recommended = self.stack.api("GET", f"{address}?recommended=true")
        row = self.stack.api("PUT", address, {name: recommended[name] for name in _TOLD_SETTINGS}, show=("version",))
        self.teller.check(
            "La Visage gives one stamp for each day with a visit that was attended and paid in full",
            holds={name: row[name] for name in _TOLD_SETTINGS} == _TOLD_SETTINGS,
            found=row,
        )

    def add_pass(self) -> None:
        """Step 3."""
        self.teller.step(3, "Jane gets her card, and her phone the signed pass")
        self.card = self.stack.api("POST", f"/programs/{self.program}/cards", JANE, show=("id", "status"))
        self.stack.settle()
        self.teller.say("Her phone opens the link, checks manifest, signature and certificate, adds the pass and registers.")
        shown = self.phone.add(self.card["links"]["apple"])
        self.phone.listen(self.stack.apns_url)
        self._tell_phone()
        self.teller.check("the pass is valid and shows 0 of 10", holds=self._on_phone() == "0 of 10", found=self._on_phone())
        self.teller.check("the pass knows its card and nothing personal but a first name", holds=shown.serial == self.card["id"])
        self.teller.check("one device has the card", holds=self._card()["passes"]["apple"]["devices"] == 1)

    def visit_and_pay(self) -> None:
        """Step 4."""
        self.teller.step(4, "Jane's visit: arrived, then paid")
        booking = self.stack.desk.book("Jane Doe", "Haircut")
        self.booking, self.visit = booking.booking_id, booking.visit_id
        self.stack.desk.arrive(self.booking)
        self.teller.say(f"The desk books a haircut (visit {self.visit}) and marks her as arrived. Altegio posts its events.")
        self.stack.settle()
        self.teller.check("nothing yet, because nothing is paid", holds=self._value() == 0, found=self._value())
        self._explain()
        self.stack.desk.hold_webhooks()
        self.stack.desk.pay(self.booking)
        events = self.stack.desk.flush_webhooks(order="reversed", copies=3)
        self.teller.say(f"She pays. Altegio posts each of the events three times and in the wrong order, {events} in all.")
        self.stack.settle()
        self.teller.check("one stamp, exactly one", holds=self._value() == 1, found=self._value())
        self._explain()

    def see_the_push(self) -> None:
        """Step 5."""
        self.teller.step(5, "The phone is told, asks what changed and fetches the new pass")
        arrived = self.phone.wait_for(lambda _: self._on_phone() == "1 of 10")
        self._tell_phone()
        self.teller.check("the pass says 1 of 10", holds=arrived, found=self._on_phone())
        said = self.phone.passes[self.card["id"]].said
        self.teller.check(f"the lock screen says: {said}", holds=bool(said))

    def take_the_payment_back(self) -> None:
        """Step 6."""
        self.teller.step(6, "The payment is deleted in Altegio")
        self.stack.desk.delete_payment(booking=self.booking)
        self.stack.settle()
        program = self._explain()
        self.teller.check(
            "the stamp stays for the reversal delay, in case the desk only corrects itself",
            holds=self._value() == 1 and bool(program["held"]),
            found=program["held"],
        )
        self.stack.wait_until("the held stamp was not taken back", lambda: self._value() == 0)
        self.stack.settle()
        self._explain()
        self.teller.check("then it goes back", holds=self._value() == 0, found=self._value())
        arrived = self.phone.wait_for(lambda _: self._on_phone() == "0 of 10")
        self.teller.check("the pass says 0 of 10", holds=arrived, found=self._on_phone())

    def lose_an_event(self) -> None:
        """Step 7."""
        self.teller.step(7, "She pays again, and Altegio's events get lost")
        self.stack.desk.lose_webhooks()
        self.stack.desk.pay(self.booking)
        self.stack.settle()
        self.stack.desk.lose_webhooks(0)
        self.teller.check("nobody told us, so nothing has happened", holds=self._value() == 0, found=self._value())
        self.teller.say("The sweep, which runs every 15 minutes, asks Altegio what has changed.")
        self.stack.run_job("sweep", show=("locations", "found"))
        self.stack.settle()
        self.teller.check("the stamp is there", holds=self._value() == 1, found=self._value())
        arrived = self.phone.wait_for(lambda _: self._on_phone() == "1 of 10")
        self.teller.check("the pass says 1 of 10", holds=arrived, found=self._on_phone())

    def show_all(self) -> None:
        """Step 8."""
        self.teller.step(8, "The ledger, the explanation and the pass")
        entries = self.stack.api("GET", f"/cards/{self.card['id']}/entries")["items"]
        self.teller.show("\n".join(
            f"{one['seq']:>3}  {one['kind']:<9} {one['amount']:+d}  balance {one['balance_after']}  {one['booked_at']}"
            f"  from {one['cause']['source']}" for one in reversed(entries)
        ))  # fmt: skip
        amounts = [one["amount"] for one in reversed(entries)]
        self.teller.check("three entries: given, taken back, given", holds=amounts == [1, -1, 1], found=amounts)
        self._explain()
        self.teller.show(self.phone.picture(self.card["id"], back=True))
        self.teller.check("the phone had nothing to complain about", holds=not self.phone.complaints, found=self.phone.complaints)

    def links(self) -> None:
        """What a person can look at while the stack goes on."""
        print("\nLook around:")
        print(f"  the pass, for a phone or a viewer: {self.card.get('links', {}).get('apple', '(no card)')}")
        print(f"  the REST API's document: {self.stack.base_url}/api/v1/openapi.json")
        print("  addresses and keys: .local/stack.json")
        print("  the reception desk: .venv/bin/python -m dev.altegio desk --help")

    def close(self) -> None:
        """Put the phone away."""
        self.phone.close()
        self.stack.close()

    def _card(self) -> Any:
        return self.stack.read(f"/cards/{self.card['id']}")

    def _value(self) -> int:
        return int(self._card()["balance"]["value"])

    def _on_phone(self) -> str:
        return next(str(one["value"]) for one in self.phone.passes[self.card["id"]].file.fields() if one["key"] == "stamps")

    def _explain(self) -> Any:
        explanation = self.stack.read(f"/connections/{LOCATION}/visits/{self.visit}/explanation")
        program = explanation["programs"][0]
        self.teller.say(f"Why? {program['summary']}")
        return program

    def _tell_phone(self) -> None:
        """What the phone has asked since the last time."""
        for one in self.phone.exchanges[self.told :]:
            self.teller.sent(f"{one.method} {_without_secrets(one.path)}")
            self.teller.got(str(one.status))
        self.told = len(self.phone.exchanges)


def _without_secrets(path: str) -> str:
    """Links and device ids are keys to a card."""
    parts = path.partition("?")[0].split("/")
    return "/".join(f"{part[:6]}…" if len(part) > 20 and not part.startswith("pass.") else part for part in parts)
