"""Once a day: everything is examined, and owners hear of their own certificates that end soon."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.diagnosis import State
from comeback.domain.signing import WARN_DAYS, SigningIdentity
from comeback.ports.attention import Attention
from comeback.ports.system import Clock
from comeback.usecases.checks import TenantIdentities
from comeback.usecases.examine import Examine

_OURS = frozenset({"apple_certificate", "wwdr"})


@dataclass(frozen=True, slots=True)
class WatchCertificates:
    """An item stays until the next certificate is there, or a person sets it aside: then it comes back the next day."""

    all: TenantIdentities
    attention: Attention
    clock: Clock

    def __call__(self) -> Mapping[str, int]:
        """How many `end` soon or have ended, and how many are `ok`."""
        count: Counter[str] = Counter()
        for tenant, one in self.all():
            ends = one.days_left(self.clock.now()) < WARN_DAYS
            item = self._item(one)
            if ends:
                self.attention.notice(tenant, item)
            else:
                self.attention.settle(tenant, item.id)
            count["ends" if ends else "ok"] += 1
        return count

    def _item(self, one: SigningIdentity) -> AttentionItem:
        facts = {"pass_type_id": one.names.pass_type_id, "day": one.ends_at.date().isoformat()}
        return AttentionItem(AttentionKind.CERTIFICATE_ENDS, one.id, self.clock.now(), facts=facts)


@dataclass(frozen=True, slots=True)
class DailyReport:
    """How many findings are in each state, and how many certificates, ours and its issuer's among them, end soon."""

    findings: Mapping[str, int]
    certificates: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ExamineDaily:
    """What alarms look at."""

    examine: Examine
    watch: WatchCertificates

    def __call__(self) -> DailyReport:
        """A broken neighbour is a finding; only what owners are told of may fail."""
        findings = self.examine()
        certificates = Counter(self.watch())
        certificates.update("ok" if one.state is State.OK else "ends" for one in findings if one.check in _OURS)
        # Plain dicts: `asdict` cannot copy a Counter, and the report is a job's answer.
        return DailyReport(dict(Counter(one.state.value for one in findings)), dict(certificates))
