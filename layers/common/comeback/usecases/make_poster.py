"""The poster of a program, of one of its locations or for all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from comeback.domain.card_content import owner_of
from comeback.domain.design import artwork_version
from comeback.domain.errors import NotFound
from comeback.domain.ids import LocationId, ProgramId, TenantId
from comeback.domain.poster import Paper, Poster
from comeback.domain.program import Program, ProgramType
from comeback.domain.words import Words, WordsFor
from comeback.ports.artwork import ArtworkStore
from comeback.ports.connections import Connections
from comeback.ports.posters import Press
from comeback.ports.programs import Programs
from comeback.usecases.change_program import read_program

_STEPS = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """What an owner asks for. `language`: a locale, or empty for the program's."""

    location: LocationId | None = None
    paper: Paper = "a4"
    language: str = ""


@dataclass(frozen=True, slots=True)
class MakePoster:
    """`press` loads a large library, so it is made when a poster is. `languages`: the names of those in which people can join."""

    programs: Programs
    connections: Connections
    artwork: ArtworkStore
    words: WordsFor
    press: Callable[[], Press]
    base_url: str
    languages: Mapping[str, str]

    def svg(self, tenant: TenantId, program_id: ProgramId, wish: Wish) -> str:
        """To be changed. Raises NotFound."""
        return self.press().svg(self.poster(tenant, program_id, wish))

    def pdf(self, tenant: TenantId, program_id: ProgramId, wish: Wish) -> bytes:
        """To be printed. Raises NotFound, LettersMissing."""
        return self.press().pdf(self.poster(tenant, program_id, wish))

    def poster(self, tenant: TenantId, program_id: ProgramId, wish: Wish) -> Poster:
        """What is on it. Raises NotFound, also for a location where the program is not."""
        program = read_program(self.programs, tenant, program_id)
        if wish.location is not None and wish.location not in program.locations:
            raise NotFound("The program is not at this location.")
        words = self.words(wish.language or program.locale)
        label, headline, under = _offer(program, words)
        holder, artwork = self.connections.tenant(tenant), self.artwork.get(artwork_version(program.design, program.size))
        return Poster(
            owner=owner_of(program, holder.title if holder else ""), title=self._title(program, wish), label=label,
            headline=headline, under=under, call=words.say("poster.call"), steps=_steps(words),
            address=self._address(program, wish),
            languages=" · ".join(self.languages.values()) if len(self.languages) > 1 else "", language=words.language,
            design=program.design, logo=artwork.logo if artwork else b"", paper=wish.paper,
        )  # fmt: skip

    def _title(self, program: Program, wish: Wish) -> str:
        """With the location's name where the program has several."""
        connection = self.connections.get(program.tenant_id, wish.location) if wish.location else None
        place = connection.location.title if connection and len(program.locations) > 1 else ""
        return f"{program.title} · {place}" if place else program.title

    def _address(self, program: Program, wish: Wish) -> str:
        """Says where it hangs, so that owners learn which poster people followed."""
        chosen = f"&lang={wish.language}" if wish.language else ""
        place = f"&location={wish.location}" if wish.location is not None else ""
        return f"{self.base_url}/join/{program.id}?src=poster{place}{chosen}"


def _offer(program: Program, words: Words) -> tuple[str, str, str]:
    """What one gets: a reward, or the card itself."""
    if program.type is ProgramType.STAMP:
        reward = program.reward_title.strip() or words.say("card_page.reward.unnamed")
        return words.say("poster.reward"), reward, words.say("poster.after", n=program.size)
    return words.say("poster.card"), program.title, ""


def _steps(words: Words) -> tuple[str, ...]:
    return tuple(words.say(f"poster.step_{number}") for number in range(1, _STEPS + 1))
