"""Writing once to somebody who knows no idempotency: crashes and lost answers at every point (altegio.md §5.2)."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.attention import AttentionKind
from comeback.domain.connection import Tenant
from comeback.domain.crm_writing import MOST_TRIES, SETTLED_AFTER, Intent, IntentState, WriteKind
from comeback.ports.crm import CrmError, CrmRefusedError, CrmUnavailableError
from comeback.ports.crm_writes import CrmUncertainError
from comeback.usecases.write_once import About, Want, WriteOnce, Written
from tests.builders import CUSTOMER, LA_VISAGE, PROGRAM, TENANT, connection
from tests.memory.attention import MemoryAttention
from tests.memory.connections import MemoryConnections
from tests.memory.intents import MemoryIntents
from tests.memory.store import Store
from tests.memory.system import Numbered
from tests.unit.connecting import Ticking

WANT = Want(TENANT, CUSTOMER, WriteKind.LOYALTY_CARD, PROGRAM, About(LA_VISAGE, PROGRAM))
WEATHER = ("done", "crash before", "crash after", "lost before", "lost after", "down", "denied")


class Crash(Exception):  # noqa: N818 - the process is gone, which is nobody's error
    """The process is gone."""


@dataclass
class Altegio:
    """`done` counts effects. `weather`: what happens to the next calls. `can_be_read`: whether it tells what it has."""

    weather: list[str] = field(default_factory=list)
    done: int = 0
    calls: int = 0
    can_be_read: bool = True
    tokens: set[str] = field(default_factory=set)

    def is_done(self, intent: Intent) -> bool | None:
        return self.done > 0 if self.can_be_read else None

    def do(self, intent: Intent) -> None:
        self.calls += 1
        self.tokens.add(intent.token)
        happens = self.weather.pop(0) if self.weather else "done"
        if happens == "crash before":
            raise Crash
        if happens == "down":
            raise CrmUnavailableError("the budget is used up")
        if happens == "denied":
            raise CrmRefusedError("Altegio denies access")
        if happens == "wrong":
            raise CrmError("422")
        if happens != "lost before":
            self.done += 1
        if happens == "crash after":
            raise Crash
        if happens.startswith("lost"):
            raise CrmUncertainError("no answer")


class Bench:
    """The use case and its ports."""

    def __init__(self, *weather: str, can_be_read: bool = True) -> None:
        self.altegio = Altegio(list(weather), can_be_read=can_be_read)
        self.intents, self.clock, self.ids, self.store = MemoryIntents(), Ticking(), Numbered(), Store()
        self.attention = MemoryAttention(self.store)
        self.connections = MemoryConnections(self.store)
        self.once = WriteOnce(self.intents, self.attention, self.connections, self.clock, self.ids)

    def write(self, want: Want = WANT) -> Written | type[Exception]:
        try:
            return self.once(want, self.altegio)
        except (CrmUnavailableError, CrmRefusedError, Crash) as problem:
            return type(problem)

    def until_settled(self, want: Want = WANT) -> Written:
        """The message comes again, each time when whatever was under way is over."""
        for _ in range(20):
            answer = self.write(want)
            if isinstance(answer, Written):
                return answer
            self.clock.pass_by(SETTLED_AFTER + timedelta(seconds=1))
        raise AssertionError("never settled")

    @property
    def intent(self) -> Intent:
        (found,) = self.intents.stored.values()
        return found

    @property
    def matters(self) -> list[AttentionKind]:
        return [item.kind for item in self.attention.items(TENANT, 9, None)[0]]


def test_a_write_is_an_intent_first_and_done_then() -> None:
    bench = Bench()
    assert bench.write() is Written.WRITTEN
    assert (bench.intent.state, bench.intent.tries, bench.altegio.done) == (IntentState.DONE, 1, 1)
    assert bench.altegio.tokens == {bench.intent.token}


def test_what_was_done_is_not_even_asked_for_again() -> None:
    bench = Bench()
    bench.write()
    bench.altegio.done = 0  # somebody has removed it since
    assert bench.write() is Written.BEFORE
    assert bench.altegio.calls == 1


def test_what_is_there_already_is_not_written() -> None:
    bench = Bench()
    bench.altegio.done = 1
    assert bench.write() is Written.FOUND
    assert (bench.altegio.calls, bench.intent.state) == (0, IntentState.DONE)


@pytest.mark.parametrize("weather", ["crash before", "crash after", "lost before", "lost after"])
def test_an_unknown_end_is_found_out_when_it_can_be_known_and_never_repeated_blindly(weather: str) -> None:
    bench = Bench(weather)
    assert bench.write() in (Crash, CrmUncertainError)
    assert bench.intent.state is IntentState.CALLING
    with pytest.raises(CrmUnavailableError) as waiting:
        bench.once(WANT, bench.altegio)
    assert (waiting.value.retry_after, bench.altegio.calls) == (SETTLED_AFTER.total_seconds(), 1)
    bench.clock.pass_by(SETTLED_AFTER)
    assert bench.write() is (Written.FOUND if weather.endswith("after") else Written.WRITTEN)
    assert (bench.altegio.done, bench.intent.state) == (1, IntentState.DONE)


def test_a_lost_answer_asks_for_patience() -> None:
    bench = Bench("lost after")
    with pytest.raises(CrmUncertainError) as lost:
        bench.once(WANT, bench.altegio)
    assert lost.value.retry_after == SETTLED_AFTER.total_seconds()


@pytest.mark.parametrize("weather", ["down", "denied"])
def test_what_was_surely_not_done_counts_as_no_try_and_waits_for_nothing(weather: str) -> None:
    bench = Bench(*[weather] * 9)
    for _ in range(9):
        assert bench.write() in (CrmUnavailableError, CrmRefusedError)
        assert (bench.intent.state, bench.intent.tries) == (IntentState.PLANNED, 0)
    assert bench.write() is Written.WRITTEN


def test_what_altegio_does_not_accept_is_left_and_may_be_tried_with_another_number() -> None:
    bench = Bench("wrong")
    assert bench.write() is Written.REFUSED
    assert (bench.intent.state, bench.intent.tries, bench.matters) == (IntentState.PLANNED, 0, [])
    assert bench.write() is Written.WRITTEN
    assert len(bench.altegio.tokens) == 2


def test_a_right_that_is_missing_is_named_at_its_location() -> None:
    bench = Bench("denied")
    bench.connections.create_tenant(Tenant(TENANT, "Business", 1, "", bench.clock.now()))
    bench.connections.save(TENANT, connection())
    assert bench.write() is CrmRefusedError
    stored = bench.connections.get(TENANT, LA_VISAGE)
    assert stored is not None
    assert stored.missing_rights == ("loyalty_cards_issue_and_removal_access",)


def test_an_end_that_stays_unknown_is_a_persons_business() -> None:
    bench = Bench(*["lost before"] * 9)
    assert bench.until_settled() is Written.UNCERTAIN
    assert (bench.altegio.calls, bench.matters) == (MOST_TRIES, [AttentionKind.UNCERTAIN_WRITE])
    assert bench.write() is Written.UNCERTAIN
    assert bench.altegio.calls == MOST_TRIES


def test_what_a_person_had_to_look_at_is_settled_when_it_is_found() -> None:
    bench = Bench(*["lost before"] * 9)
    bench.until_settled()
    bench.altegio.done = 1
    assert bench.write() is Written.FOUND
    assert (bench.matters, bench.intent.state) == ([], IntentState.DONE)


@pytest.mark.parametrize("weather", ["crash before", "crash after", "lost before", "lost after"])
def test_what_cannot_be_read_is_tried_once_and_its_unknown_end_told(weather: str) -> None:
    bench = Bench(weather, can_be_read=False)
    assert bench.until_settled() is Written.UNCERTAIN
    assert (bench.altegio.calls, bench.matters) == (1, [AttentionKind.UNCERTAIN_WRITE])


def test_what_cannot_be_read_and_was_surely_not_done_is_tried_again() -> None:
    bench = Bench("down", can_be_read=False)
    assert bench.until_settled() is Written.WRITTEN
    assert (bench.altegio.done, bench.matters) == (1, [])


def test_of_two_at_the_same_write_one_writes() -> None:
    bench, other = Bench(), Bench()
    other.intents = bench.intents

    class Late(Altegio):
        def is_done(self, intent: Intent) -> bool | None:
            bench.write()
            return False  # what was true before the other one wrote

    late = Late()
    with pytest.raises(CrmUnavailableError):
        bench.once(WANT, late)
    assert (bench.altegio.done, late.calls) == (1, 0)


def test_another_aim_is_another_write_in_the_same_place() -> None:
    bench = Bench()
    first, second = (Want(TENANT, CUSTOMER, WriteKind.CARD_NOTE, "4564", About(LA_VISAGE), aim) for aim in ("a", "b"))
    assert bench.write(first) is Written.WRITTEN
    bench.altegio.done = 0
    assert bench.write(second) is Written.WRITTEN
    assert bench.write(second) is Written.BEFORE
    assert (bench.altegio.calls, bench.intent.aim, len(bench.altegio.tokens)) == (2, "b", 2)


def test_another_aim_waits_for_what_may_still_be_under_way() -> None:
    bench = Bench("lost before")
    first, second = (Want(TENANT, CUSTOMER, WriteKind.CARD_NOTE, "4564", About(LA_VISAGE), aim) for aim in ("a", "b"))
    bench.write(first)
    assert bench.write(second) is CrmUnavailableError
    assert bench.until_settled(second) is Written.WRITTEN
    assert bench.altegio.calls == 2


def test_what_may_have_been_undone_is_looked_at_each_time() -> None:
    bench = Bench()
    want = Want(TENANT, CUSTOMER, WriteKind.PROFILE, "4564", About(LA_VISAGE), "a", repeats=True)
    assert bench.write(want) is Written.WRITTEN
    assert bench.write(want) is Written.FOUND
    bench.altegio.done = 0
    assert bench.write(want) is Written.WRITTEN


@given(st.lists(st.sampled_from(WEATHER), max_size=8))
def test_whatever_the_weather_there_is_one_effect_or_a_person_knows(weather: list[str]) -> None:
    bench = Bench(*weather)
    written = bench.until_settled()
    assert bench.altegio.done <= 1
    assert (bench.altegio.done == 1) != (written is Written.UNCERTAIN)
    assert (bench.matters != []) == (written is Written.UNCERTAIN)


@given(st.lists(st.sampled_from(WEATHER), max_size=8))
def test_a_message_is_never_sent_twice_whatever_the_weather(weather: list[str]) -> None:
    bench = Bench(*weather, can_be_read=False)
    written = bench.until_settled()
    assert bench.altegio.done <= 1
    assert bench.altegio.done == 1 or written is Written.UNCERTAIN


def test_numbers_of_intents_have_sixteen_digits_and_differ() -> None:
    numbers = {Intent(WriteKind.LOYALTY_CARD, PROGRAM, f"in_{one}").number for one in range(200)}
    assert len(numbers) == 200
    assert all(len(number) == 16 and number.isdigit() and number[0] != "0" for number in numbers)
