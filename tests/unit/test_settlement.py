"""Which line was settled by what (rulings 5 and 6)."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.settlement import SettledLine, settle_lines, spread
from comeback.domain.visit import Line, Settlement, Source
from tests.builders import line, paid

HAIRCUT = line(4500, item=1)
BEARD = line(2000, item=2)
SHAMPOO = line(2500, type="product", item=3, transaction=7)


def dues(settled: list[SettledLine]) -> list[int]:
    return [each.due for each in settled]


def test_a_payment_that_names_its_line_covers_that_line() -> None:
    settled = settle_lines([HAIRCUT, BEARD], [paid(2000, record=1, item=2, type="service")])
    assert dues(settled) == [4500, 0]


def test_a_payment_of_the_booking_is_spread_in_proportion_to_what_is_due() -> None:
    assert dues(settle_lines([HAIRCUT, BEARD], [paid(1300, record=1)])) == [3600, 1600]


def test_services_are_covered_before_products() -> None:
    assert dues(settle_lines([SHAMPOO, HAIRCUT], [paid(5000)])) == [2000, 0]


def test_what_a_named_line_does_not_need_pays_the_rest_of_the_booking() -> None:
    assert dues(settle_lines([HAIRCUT, BEARD], [paid(6500, record=1, item=1, type="service")])) == [0, 0]


def test_an_overpayment_earns_nothing() -> None:
    (haircut,) = settle_lines([HAIRCUT], [paid(9000)])
    assert haircut.paid == 4500


def test_a_negative_payment_is_a_refund() -> None:
    settled = settle_lines([HAIRCUT, BEARD], [paid(6500, id=1), paid(-2000, record=1, item=2, type="service", id=2)])
    assert dues(settled) == [0, 2000]


def test_an_overpayment_is_what_a_refund_gives_back_first() -> None:
    (haircut,) = settle_lines([HAIRCUT], [paid(5000, id=1), paid(-500, record=1, item=1, type="service", id=2)])
    assert haircut.due == 0


def test_a_refund_without_a_line_is_spread_over_what_was_paid() -> None:
    settled = settle_lines([line(3000, item=1), line(1000, item=2)], [paid(4000, id=1), paid(-2000, id=2)])
    assert dues(settled) == [1500, 500]


def test_a_refund_without_a_line_takes_products_first_as_if_less_had_been_paid() -> None:
    refunded = settle_lines([HAIRCUT, SHAMPOO], [paid(7000, id=1), paid(-2500, id=2)])
    assert dues(refunded) == dues(settle_lines([HAIRCUT, SHAMPOO], [paid(4500)])) == [0, 2500]


def test_bonus_points_are_written_off_before_the_client_account_pays() -> None:
    (haircut,) = settle_lines([HAIRCUT], [paid(4500, source=Source.ACCOUNT, id=1), paid(2000, source=Source.BONUS, id=2)])
    assert haircut.paid == 2500


def test_a_session_settles_its_line_whole_whatever_amount_is_written_beside_it() -> None:
    (haircut,) = settle_lines([HAIRCUT], [paid(1, source=Source.SESSION, record=1, item=1, type="service")])
    assert (haircut.due, haircut.paid, haircut.by_session) == (0, 0, True)


def test_bonus_points_settle_and_do_not_count_as_paid() -> None:
    (haircut,) = settle_lines([HAIRCUT], [paid(2000, source=Source.BONUS), paid(2500, id=2)])
    assert (haircut.due, haircut.paid) == (0, 2500)


def test_gift_card_and_client_account_count_as_paid() -> None:
    settlements = [paid(2000, source=Source.GIFT_CARD), paid(2500, source=Source.ACCOUNT, id=2)]
    (haircut,) = settle_lines([HAIRCUT], settlements)
    assert haircut.paid == 4500


def test_equal_products_are_told_apart_by_their_transaction() -> None:
    twin = line(2500, type="product", item=3, transaction=8)
    settled = settle_lines([SHAMPOO, twin], [paid(2500, record=1, item=3, type="product", transaction=8)])
    assert dues(settled) == [2500, 0]


def test_a_payment_that_names_an_unknown_line_pays_its_booking() -> None:
    assert dues(settle_lines([HAIRCUT], [paid(4500, record=1, item=99, type="service")])) == [0]


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
def test_spread_is_exact_and_proportional_within_one_unit(amount: int, weights: list[int]) -> None:
    shares = spread(amount, weights)
    total = sum(weights)
    assert sum(shares) == (amount if total else 0)
    assert all(abs(share - amount * weight / total) < 1 for share, weight in zip(shares, weights, strict=True) if total)


_lines = st.lists(
    st.builds(
        line,
        st.integers(0, 9000),
        type=st.sampled_from(["service", "product"]),
        item=st.integers(1, 3),
        record=st.integers(1, 2),
    ),
    min_size=1,
    max_size=5,
)
_settlements = st.lists(
    st.builds(
        paid,
        st.integers(-5000, 9000),
        source=st.sampled_from(Source),
        record=st.none() | st.integers(1, 2),
        item=st.none() | st.integers(1, 4),
        id=st.integers(1, 99),
    ),
    max_size=6,
)


def test_a_session_pays_one_of_two_equal_lines() -> None:
    session = paid(0, source=Source.SESSION, record=1, item=1, type="service")
    assert dues(settle_lines([HAIRCUT, HAIRCUT], [session])) == [0, 4500]
    assert dues(settle_lines([HAIRCUT, HAIRCUT], [session, replace(session, id=2)])) == [0, 0]


def test_a_session_of_a_free_line_marks_it_all_the_same() -> None:
    (free,) = settle_lines([line(0, item=1)], [paid(0, source=Source.SESSION, record=1, item=1, type="service")])
    assert free.by_session


def test_a_session_that_names_no_line_of_the_visit_pays_what_its_amount_pays() -> None:
    settled = settle_lines([HAIRCUT, BEARD], [paid(2000, source=Source.SESSION, record=1, item=77, type="service")])
    assert sum(dues(settled)) == 4500


CANCELLED = line(3000, item=4, record=2)


def test_a_payment_of_the_visit_is_not_shared_with_a_cancelled_booking() -> None:
    assert dues(settle_lines([HAIRCUT, CANCELLED], [paid(4500)], {CANCELLED.record_id})) == [0, 3000]


def test_a_payment_of_a_cancelled_booking_stays_with_it() -> None:
    lines = [HAIRCUT, CANCELLED]
    assert dues(settle_lines(lines, [paid(7500, record=2)], {CANCELLED.record_id})) == [4500, 0]
    # Altegio may not show its lines any more.
    assert dues(settle_lines([HAIRCUT], [paid(4500, record=2)])) == [4500]


def test_a_refund_gives_back_the_money_of_a_cancelled_booking_first() -> None:
    payments = [paid(4500, record=1, id=1), paid(3000, record=2, id=2), paid(-3000, id=3)]
    assert dues(settle_lines([HAIRCUT, CANCELLED], payments, {CANCELLED.record_id})) == [0, 3000]
    assert dues(settle_lines([HAIRCUT], payments, {CANCELLED.record_id})) == [0]


@given(_lines, _settlements)
def test_no_line_is_settled_below_nothing_or_above_its_price(lines: list[Line], settlements: list[Settlement]) -> None:
    for each in settle_lines(lines, settlements):
        assert 0 <= each.due <= each.line.payable
        assert all(amount >= 0 for amount in each.amounts.values())


@given(_lines, _settlements)
def test_the_order_in_which_altegio_lists_payments_does_not_matter(lines: list[Line], settlements: list[Settlement]) -> None:
    distinct = list({(one.source, one.id): one for one in settlements}.values())
    assert dues(settle_lines(lines, distinct)) == dues(settle_lines(lines, list(reversed(distinct))))
