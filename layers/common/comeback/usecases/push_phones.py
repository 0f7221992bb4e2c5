"""Tell the phones that have cards of a page: each device once, over one connection, whatever number of cards it has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from comeback.domain.card import Card
from comeback.domain.ids import CardId
from comeback.messages import PhonesDue
from comeback.ports.customers import Customers
from comeback.ports.passes import Device, Passes
from comeback.ports.programs import Programs
from comeback.ports.push import ApplePush, PushResult
from comeback.ports.queues import AppleBatchQueue
from comeback.ports.signing import ApplePushes
from comeback.usecases.push_card import MOST_ATTEMPTS, Pushed, PushRefusedError, PushReport, delay_of, is_dead, is_late, refuse
from comeback.usecases.restyle_cards import PAGE


@dataclass(frozen=True, slots=True)
class PushPhones:
    """May run any number of times: a push carries nothing. Only what Apple could not take yet is pushed again."""

    programs: Programs
    customers: Customers
    passes: Passes
    apple: ApplePushes
    queue: AppleBatchQueue

    def __call__(self, message: PhonesDue) -> PushReport:
        """Raises QueueUnavailableError, and PushRefusedError or LookupError when nobody's pushes are taken: the message comes
        again.
        """
        program = self.programs.get(message.tenant_id, message.program_id)
        cards, _ = self.customers.cards_of_program(message.tenant_id, message.program_id, PAGE, message.cursor)
        asked = frozenset(message.cards)
        devices: dict[CardId, Sequence[Device]] = {}
        by_signer: dict[object, list[Card]] = {}
        for card in cards:
            if (not asked or card.id in asked) and (found := self.passes.devices(card.id)):
                devices[card.id] = found
                by_signer.setdefault(program.signed_by(card.issued_at) if program else None, []).append(card)
        reports = self._push_all(message, by_signer.values(), devices)
        outcomes = [report.outcome for report in reports] or [Pushed.NO_DEVICES]
        outcome = next((one for one in outcomes if one is not Pushed.PUSHED), Pushed.PUSHED)
        return PushReport(outcome, sum(report.devices for report in reports), sum(report.dead for report in reports))

    def _push_all(
        self, message: PhonesDue, by_signer: Iterable[Sequence[Card]], devices: Mapping[CardId, Sequence[Device]]
    ) -> Sequence[PushReport]:
        """A certificate that ended keeps only its own cards from being told: those alone come again."""
        reports: list[PushReport] = []
        refused: list[tuple[Sequence[Card], Exception]] = []
        for cards in by_signer:
            try:
                reports.append(self._push(message, self.apple.of(cards[0]), cards, devices))
            except (PushRefusedError, LookupError) as problem:
                refused.append((cards, problem))
        for cards, why in refused:
            if not reports:
                raise why
            self.queue.send(replace(message, cards=tuple(card.id for card in cards)))
        return reports

    def _push(
        self, message: PhonesDue, apple: ApplePush, cards: Iterable[Card], devices: Mapping[CardId, Sequence[Device]]
    ) -> PushReport:
        by_id = {device.id: device for card in cards for device in devices[card.id]}
        results = apple.push(list(dict.fromkeys(device.push_token for device in by_id.values())))
        dead = [device for device in by_id.values() if is_dead(device, results[device.push_token])]
        for device in dead:
            self.passes.drop(device)
        refuse(results.values())
        late = {token: result for token, result in results.items() if is_late(result)}
        report = PushReport(Pushed.PUSHED, len(by_id), len(dead))
        if not late:
            return report
        if message.attempt >= MOST_ATTEMPTS:
            return replace(report, outcome=Pushed.GIVEN_UP)
        self._again(message, [card.id for card in cards if any(one.push_token in late for one in devices[card.id])], late)
        return replace(report, outcome=Pushed.RETRY)

    def _again(self, message: PhonesDue, cards: Sequence[CardId], late: Mapping[str, PushResult]) -> None:
        again = replace(message, cards=tuple(cards), attempt=message.attempt + 1)
        self.queue.send(again, delay_seconds=delay_of(late.values(), message.attempt))
