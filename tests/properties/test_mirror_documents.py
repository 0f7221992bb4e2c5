"""Whatever Altegio says of a balance that it owns, phones take the pass and Google takes the object."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.card_content import CardContent
from comeback.domain.google_passes import object_json
from comeback.domain.ids import GiftCardId, LoyaltyCardId, MembershipId
from comeback.domain.levels import GrowsWith, Level, Step
from comeback.domain.loyalty import Counter, GiftCard, MembershipStatus, Renewal
from comeback.domain.mirror import MIRRORED, OF_A_CARD_TYPE, Mirror, MirrorState, Part, Seen
from comeback.domain.passes import PassContent, pass_json
from comeback.domain.poster_style import poster_of
from comeback.domain.program import ProgramType
from dev.google.documents import check
from dev.phone.rules import complaints
from tests import builders
from tests.api_world import BASE
from tests.memory.google import ISSUER
from tests.properties.test_pass_documents import IDENTITY, contents, texts

moments = st.none() | st.timedeltas(timedelta(), timedelta(days=4000)).map(lambda time: builders.NOON + time)
counts = st.integers(0, 10**9)
steps = st.none() | st.builds(Step, counts, counts, st.sampled_from(GrowsWith))
levels = st.builds(Level, texts, counts, st.sampled_from(["percent", "minor"]), steps, st.integers(0, 9), counts, texts)
gifts = st.builds(
    GiftCard, counts.map(GiftCardId), counts, texts, texts, counts, single=st.booleans(), restriction=texts, expires_at=moments
)
counters = st.builds(Counter, counts, texts, counts, st.booleans())
parts = st.builds(
    Part, counts.map(MembershipId), texts, texts, counts, st.lists(counters, max_size=3).map(tuple),
    st.sampled_from(MembershipStatus), moments, moments, moments, moments, st.booleans(),
    st.none() | st.sampled_from(Renewal),
)  # fmt: skip
seens = st.builds(
    Seen, st.sampled_from(MirrorState), counts, st.lists(parts, max_size=3, unique_by=lambda one: one.membership_id).map(tuple),
    st.none() | counts.map(LoyaltyCardId), texts, st.booleans(), st.lists(levels, max_size=3).map(tuple),
    st.lists(gifts, max_size=3, unique_by=lambda one: one.id).map(tuple), st.sampled_from([0, 3, 14]), counts, counts,
)  # fmt: skip


@st.composite
def mirrored(draw: st.DrawFn) -> PassContent:
    made = draw(contents())
    kind = draw(st.sampled_from(sorted(MIRRORED)))
    mirror = draw(st.none() | seens.map(lambda seen: Mirror(_of_type(kind, seen), builders.NOON)))
    places = draw(st.lists(texts, max_size=3).map(tuple))
    program, card = replace(made.program, type=kind), replace(made.card, type=kind)
    return replace(made, card=card, program=program, mirror=mirror, places=places)


def _of_type(kind: ProgramType, seen: Seen) -> Seen:
    """Each type of card has what belongs to it."""
    of_card = kind in OF_A_CARD_TYPE
    return replace(
        seen, parts=seen.parts if kind is ProgramType.MULTIPASS else (), gifts=seen.gifts if kind is ProgramType.GIFT else (),
        levels=seen.levels if of_card else (), card_id=seen.card_id if of_card else None,
    )  # fmt: skip


@given(mirrored())
def test_every_mirrored_card_keeps_apples_rules(content: PassContent) -> None:
    document = pass_json(content, IDENTITY)
    assert complaints(document) == []
    assert complaints({**document, "posterGeneric": poster_of(document["storeCard"])}) == []


@given(mirrored())
def test_every_mirrored_card_keeps_googles_rules(made: PassContent) -> None:
    content = CardContent(
        made.card, made.program, made.first_name, made.organization, made.timezone, made.mirror, made.places, words=made.words,
        others=made.others,
    )  # fmt: skip
    check("loyaltyObject", object_json(content, ISSUER, BASE), ISSUER, whole_document=True)
