"""The steps of the story, in order. Each says what happens and then looks whether it came true."""

from dataclasses import dataclass, field
from typing import Any

from dev.demo.stack import ToldStack
from dev.demo.telling import Teller
from dev.google.desk import GoogleDesk
from dev.phone.device import Phone

LOCATION = 4564
PROGRAM = {
    "type": "stamp", "title": "10 visits", "currency": "USD", "locale": "en", "locations": [LOCATION], "size": 10,
    "reward": {"title": "A free haircut"},
}  # fmt: skip
# What the story tells of the recommended settings.
TOLD_SETTINGS = {
    "count_by": "client_day", "payment_gate": "full", "count_products": False, "accrual_rule": {"kind": "completed", "stamps": 1},
}  # fmt: skip
# Jane's number in the stand-in's list of clients.
JANE = {"phone": "+13155550175", "name": "Jane Doe"}


@dataclass(slots=True)
class Story:
    """One visit of one client, from the owner's first click to the stamp on both phones."""

    teller: Teller
    stack: ToldStack
    phone: Phone
    google: GoogleDesk
    program: str = ""
    card: dict[str, Any] = field(default_factory=dict)
    booking: int = 0
    visit: int = 0
    told: int = 0

    def play(self) -> None:
        """Every step; raises StackError, DeskError or PassRejected when it cannot go on."""
        self.connect()
        self.make_program()
        self.synchronise()
        self.add_pass()
        self.save_to_google()
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
        led = answer.status_code == 303 and "set-cookie" in answer.headers
        self.teller.check("the signature holds, the owner has a session and is led to her page", holds=led)
        tenants = self.stack.operator("GET", "/tenants")["items"]
        tenant = next(one["id"] for one in tenants if LOCATION in one["location_ids"])
        self.stack.key = self.stack.operator("POST", f"/tenants/{tenant}/api-keys", show=("id",))["key"]
        connection = next(one for one in self.stack.api("GET", "/connections")["items"] if one["location_id"] == LOCATION)
        self.teller.check(
            "Altegio's installation is active and posts events to a secret address of ours",
            holds=connection["status"] == "active" and not connection["missing_rights"],
            found=connection,
        )

    def make_program(self) -> None:
        """Step 2, the program."""
        self.teller.step(2, 'A stamp program "10 visits" with the recommended settings')
        self.program = self.stack.api("POST", "/programs", PROGRAM, show=("id", "status"))["id"]
        status = self.stack.api("POST", f"/programs/{self.program}/activate", show=("status",))["status"]
        self.teller.check("the program is active", holds=status == "active", found=status)
        address = f"/programs/{self.program}/connections/{LOCATION}/settings"
        recommended = self.stack.api("GET", f"{address}?recommended=true")
        row = self.stack.api("PUT", address, {name: recommended[name] for name in TOLD_SETTINGS}, show=("version",))
        self.teller.check(
            "La Visage gives one stamp for each day with a visit that was attended and paid in full",
            holds={name: row[name] for name in TOLD_SETTINGS} == TOLD_SETTINGS,
            found=row,
        )

    def synchronise(self) -> None:
        """Step 2, the clients."""
        self.teller.say("Her clients are synchronised: each gets a card, silently, and nothing is written to Altegio.")
        job = self.stack.api("POST", f"/connections/{LOCATION}/sync", {}, show=("job_id",))["job_id"]
        self.stack.wait_until(
            "the synchronisation did not end", lambda: self.stack.read(f"/sync/{job}")["state"] not in {"queued", "running"}
        )
        report = self.stack.api("GET", f"/sync/{job}", show=("state", "read", "created", "without_phone", "duplicates"))
        self.teller.check(
            "everybody with a phone is a customer now",
            holds=report["state"] == "done" and report["created"] == report["read"] - report["without_phone"] > 0,
            found=report,
        )

    def add_pass(self) -> None:
        """Step 3, Apple Wallet."""
        self.teller.step(3, "Jane gets her card on her phones")
        self.card = self.stack.api("POST", f"/programs/{self.program}/cards", JANE, show=("id", "status"))
        self.stack.settle()
        self.teller.say("Her iPhone opens the link, checks manifest, signature and certificate, adds the pass and registers.")
        self.phone.add(self.card["links"]["apple"])
        self.phone.listen(self.stack.driver.apns_url)
        self._tell_phone()
        self.teller.check("the pass is valid and shows 0 of 10", holds=self._on_phone() == "0 of 10", found=self._on_phone())
        self.teller.check("one device has the card", holds=self._card()["passes"]["apple"]["devices"] == 1)

    def save_to_google(self) -> None:
        """Step 3, Google Wallet."""
        self.teller.say("Her tablet opens the other link: Google gets the card's object first, then she saves it.")
        answer = self.stack.open(self.card["links"]["google"].removeprefix(self.stack.driver.base_url), "/c/cd_…/google")
        self.google.save(answer.headers["location"])
        self.google.callbacks()
        self.stack.settle()
        state = self._card()["passes"]["google"]["state"]
        self.teller.check("Google says that it was saved", holds=state == "saved", found=state)
        self.teller.check("Google's object shows 0 of 10", holds=self._at_google() == "0 of 10", found=self._at_google())

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
        self._both_say("1 of 10")
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
        self._both_say("0 of 10")

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
        self._both_say("1 of 10")

    def show_all(self) -> None:
        """Step 8."""
        self.teller.step(8, "The ledger, the explanation and both passes")
        entries = list(reversed(self.stack.api("GET", f"/cards/{self.card['id']}/entries")["items"]))
        self.teller.show("\n".join(
            f"{one['seq']:>3}  {one['kind']:<9} {one['amount']:+d}  balance {one['balance_after']}  {one['booked_at']}"
            f"  from {one['cause']['source']}" for one in entries
        ))  # fmt: skip
        amounts = [one["amount"] for one in entries]
        self.teller.check("three entries: given, taken back, given", holds=amounts == [1, -1, 1], found=amounts)
        self._explain()
        self.teller.show(self.phone.picture(self.card["id"], back=True))
        self.teller.say(f"Google's object: {self._at_google()}.")
        self.teller.check("the phone had nothing to complain about", holds=not self.phone.complaints, found=self.phone.complaints)

    def _both_say(self, text: str) -> None:
        arrived = self.phone.wait_for(lambda _: self._on_phone() == text)
        self._tell_phone()
        self.teller.check(f"the pass says {text}", holds=arrived, found=self._on_phone())
        self.teller.check("Google's object says the same", holds=self._at_google() == text, found=self._at_google())

    def _card(self) -> Any:
        return self.stack.read(f"/cards/{self.card['id']}")

    def _value(self) -> int:
        return int(self._card()["balance"]["value"])

    def _on_phone(self) -> str:
        return next(str(one["value"]) for one in self.phone.passes[self.card["id"]].file.fields() if one["key"] == "stamps")

    def _at_google(self) -> str:
        look = self.google.look(f"{self.stack.driver.facts['google_issuer_id']}.{self.card['id']}")
        return str(look["object"]["loyaltyPoints"]["balance"]["string"])

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
