"""Where our profile is the one that counts, Altegio gets it (loyalty-domain.md §5.2, `crm_profile_wins` no)."""

from dataclasses import dataclass
from enum import StrEnum

from comeback.domain.crm_writing import Intent, WriteKind, WritePermit
from comeback.domain.customer import Profile
from comeback.domain.ids import ClientId, LocationId
from comeback.messages import ProfileToSend
from comeback.ports.crm import Crm, Lane
from comeback.ports.crm_writes import CrmWrites, PersonToWrite, person_of
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.programs import Programs
from comeback.usecases.issue_card import fed_programs
from comeback.usecases.write_once import About, Want, WriteOnce, Written
from comeback.usecases.write_permits import permit_at


class ProfileSent(StrEnum):
    """What came of a profile that differs; of several locations the most that came of one."""

    NOWHERE = "nowhere"
    IN_STEP = "in_step"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    SENT = "sent"


_ORDER = list(ProfileSent)
_OUTCOMES = {
    Written.WRITTEN: ProfileSent.SENT,
    Written.FOUND: ProfileSent.IN_STEP,
    Written.BEFORE: ProfileSent.IN_STEP,
    Written.REFUSED: ProfileSent.REFUSED,
    Written.UNCERTAIN: ProfileSent.UNCERTAIN,
}


@dataclass(frozen=True, slots=True)
class SendProfile:
    """Name, e-mail, birthday and gender; never the phone, which is the key, and never an empty value."""

    directory: Directory
    programs: Programs
    customers: Customers
    crm: Crm
    writes: CrmWrites
    write_once: WriteOnce

    def __call__(self, message: ProfileToSend) -> ProfileSent:
        """Raises CrmError: the message has to come again."""
        profile = self.customers.profile(message.tenant_id, message.customer_id)
        locations = sorted({place for place, _ in profile.live_clients}) if profile else []
        outcomes = [self._send(profile, location) for location in locations if profile]
        return max(outcomes, key=_ORDER.index, default=ProfileSent.NOWHERE)

    def _send(self, profile: Profile, location: LocationId) -> ProfileSent:
        permit, client = self._permit(profile, location), profile.target_at(location)
        if permit is None or client is None:
            return ProfileSent.NOWHERE
        effect = _Send(self, permit, client, person_of(profile))
        want = Want(
            profile.tenant_id, profile.id, WriteKind.PROFILE, str(location), About(location), profile.likeness, repeats=True
        )  # fmt: skip
        written = self.write_once(want, effect)
        return _OUTCOMES[written]

    def _permit(self, profile: Profile, location: LocationId) -> WritePermit | None:
        """None also where one of the location's programs lets Altegio win: it would overwrite ours with the next read."""
        connection = self.directory.connection(location)
        if connection is None or connection.tenant_id != profile.tenant_id:
            return None
        fed = fed_programs(self.programs, connection)
        if any(program.rows[location][-1].settings.crm_profile_wins for program in fed):
            return None
        return next((permit for program in fed if (permit := permit_at(self.directory, program, location))), None)


@dataclass(frozen=True, slots=True)
class _Send:
    ports: SendProfile
    permit: WritePermit
    client: ClientId
    person: PersonToWrite

    def is_done(self, intent: Intent) -> bool:
        del intent
        known = self.ports.crm.client(self.permit.connection, self.client, Lane.SWEEP)
        ours = self.person
        pairs = (
            (ours.name, known.name), (ours.email, known.email), (ours.birthday, known.birthday), (ours.gender, known.gender),
        )  # fmt: skip
        return all(own in ("", theirs) for own, theirs in pairs)

    def do(self, intent: Intent) -> None:
        del intent
        self.ports.writes.change_client(self.permit, self.client, self.person, Lane.SWEEP)
