"""Routes of signing identities."""

from collections.abc import Callable
from dataclasses import dataclass

from aws_lambda_powertools.event_handler import Response

from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.ids import SigningIdentityId, TenantId
from comeback.domain.trail import Fields
from comeback.domain.words import WordsFor
from comeback.ports.programs import Programs
from comeback.ports.signing import SigningIdentities, SigningRefused
from comeback.ports.system import Clock
from comeback.usecases.change_program import read_program
from comeback.usecases.choose_signing_identity import ChooseSigningIdentity
from comeback.usecases.save_signing_identity import SaveSigningIdentity
from comeback.web.api.endpoints import Calling, Endpoint, ok, program_of
from comeback.web.api.paging import DEFAULT_LIMIT, Cursor, Limit, page_after
from comeback.web.api.program_shapes import ProgramAnswer
from comeback.web.api.signing_shapes import ChosenIdentity, SigningIdentityAnswer, SigningIdentityPage, UploadedFiles
from comeback.web.changes import Change, Path

_ALL = "/api/v1/signing-identities"
_OF_PROGRAM = "/api/v1/programs/<program_id>/signing-identity"


@dataclass(frozen=True, slots=True)
class SigningCalls:
    """The use cases behind the routes. `save` comes late: it loads what reads certificates."""

    identities: SigningIdentities
    save: Callable[[], SaveSigningIdentity]
    choose: ChooseSigningIdentity
    programs: Programs
    clock: Clock
    words: WordsFor


class SigningRoutes:
    """Views: a request in, one use case, an answer out."""

    def __init__(self, calls: SigningCalls, calling: Calling) -> None:
        """`calling` tells whose identities."""
        self._calls = calls
        self._calling = calling

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        return [
            Endpoint("GET", _ALL, self.list_signing_identities, "Certificates of the tenant", {200: SigningIdentityPage}),
            Endpoint(
                "POST", _ALL, self.save_signing_identity, "Add a certificate, or replace the one of its pass type",
                {201: SigningIdentityAnswer}, has_body=True, change=Change("signing_identity.saved", told=("fingerprint",)),
            ),
            Endpoint(
                "PUT", _OF_PROGRAM, self.choose_signing_identity, "Choose whose certificate signs new cards",
                {200: ProgramAnswer}, (409,), has_body=True, change=Change("signing_identity.chosen", state=self._chosen),
            ),
        ]  # fmt: skip

    def list_signing_identities(self, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response[SigningIdentityPage]:
        """Oldest first."""
        identities = self._calls.identities.of_tenant(self._calling.tenant)
        page, following = page_after(identities, lambda one: one.id, limit, cursor)
        now = self._calls.clock.now()
        return ok(SigningIdentityPage(items=[SigningIdentityAnswer.of(one, now) for one in page], next_cursor=following))

    def save_signing_identity(self, body: UploadedFiles) -> Response[SigningIdentityAnswer]:
        """Installed cards of the pass type see no difference."""
        saved = self._refusing(lambda: self._calls.save()(self._calling.tenant, body.files()))
        return ok(SigningIdentityAnswer.of(saved, self._calls.clock.now()), 201)

    def choose_signing_identity(self, program_id: str, body: ChosenIdentity) -> Response[ProgramAnswer]:
        """Cards that were issued before keep theirs."""
        program = program_of(program_id)
        identity = None if body.signing_identity is None else SigningIdentityId(body.signing_identity)
        return ok(ProgramAnswer.of(self._refusing(lambda: self._calls.choose(self._calling.tenant, program, identity))))

    def _refusing[T](self, act: Callable[[], T]) -> T:
        try:
            return act()
        except SigningRefused as refusal:
            words = self._calls.words(self._calling.languages)
            raise FieldRefused(FieldError(refusal.field, words.tell(refusal.why))) from refusal

    def _chosen(self, tenant: TenantId, path: Path) -> Fields:
        program = read_program(self._calls.programs, tenant, program_of(path["program_id"]))
        return {"signing_identity": program.signing_identity or "ours"}
