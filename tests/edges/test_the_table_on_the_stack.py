"""Every line of the table end to end: events, queues, tables and the REST API of a stack with the deployed delay."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.runner.drive import StackDriver
from dev.runner.launch import LaunchedStack, free_ports
from tests.edge_cases.coordinator import Coordinator
from tests.edge_cases.shops import open_shops
from tests.edge_cases.stack import StackReception
from tests.edge_cases.story import Story
from tests.edge_cases.table import CASES, Case

_STACK = {
    "REVERSAL_DELAY_SECONDS": "900",
    "COALESCE_SECONDS": "0",
    "SWEEP_MINUTES": "0",
    "ALTEGIO_REQUESTS_PER_SECOND": "1000",
    "ALTEGIO_REQUESTS_PER_MINUTE": "60000",
}


class Teller:
    """Tells one case in a thread of its own and keeps how it ended."""

    def __init__(self, case: Case, reception: StackReception, coordinator: Coordinator) -> None:
        self.case, self.found = case, ""
        self._reception, self._coordinator = reception, coordinator
        self.thread = threading.Thread(target=self._tell, daemon=True)

    def _tell(self) -> None:
        try:
            self.case.story(Story(self._reception))
            self._reception.hear()
            self.found = self._compared()
        except Exception as problem:  # noqa: BLE001 - a case that breaks is told like one that ends wrong
            self.found = repr(problem)
        finally:
            self._coordinator.done()

    def _compared(self) -> str:
        """What is not as the table says."""
        case, jane = self.case, self._reception.amounts("Jane")
        ann = sum(self._reception.amounts("Ann")) if case.ann is not None else None
        wrong = sum(jane) != case.stamps or ann != case.ann or (case.amounts is not None and jane != case.amounts)
        return f"Jane {jane}, Ann {ann}" if wrong else ""


@pytest.fixture
def patient_stack(tmp_path: Path) -> Iterator[StackDriver]:
    launched = LaunchedStack(tmp_path, {**_STACK, **free_ports()})
    launched.start()
    with StackDriver(launched.file) as driver:
        driver.desk.webhook_delay(0.02)
        yield driver
    launched.stop()


def test_every_case_ends_on_the_stack_as_the_table_says(patient_stack: StackDriver) -> None:
    coordinator = Coordinator(patient_stack, len(CASES))
    branches = open_shops(patient_stack, list(dict.fromkeys(case.program for case in CASES)), coordinator.today)
    desk_free = threading.RLock()
    tellers = [
        Teller(case, StackReception(patient_stack, branches[case.program], coordinator, desk_free), coordinator) for case in CASES
    ]  # fmt: skip
    for teller in tellers:
        teller.thread.start()
    coordinator.conduct()

    assert {teller.case.name: teller.found for teller in tellers if teller.found} == {}
