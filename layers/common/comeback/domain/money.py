"""Money as integer minor units of one currency."""

from decimal import ROUND_HALF_UP, Decimal

# ISO 4217: currencies whose minor unit is not a hundredth.
_EXPONENTS = {
    **dict.fromkeys(
        ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"], 0
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}  # fmt: skip


def exponent_of(currency: str) -> int:
    """Digits after the point in amounts of the currency."""
    return _EXPONENTS.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """An amount as Altegio writes it, in minor units, half away from zero."""
    return int((amount * 10 ** exponent_of(currency)).to_integral_value(ROUND_HALF_UP))


def told(amount: int, currency: str) -> str:
    """Minor units as people read them: `300.00 USD`."""
    digits = exponent_of(currency)
    return f"{Decimal(amount).scaleb(-digits):.{digits}f} {currency}"
