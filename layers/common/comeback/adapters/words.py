"""Messages from gettext catalogues, one file a language; numbers, money and dates by CLDR, both through Babel."""

from contextlib import suppress
from datetime import date, datetime
from functools import cache, lru_cache
from io import BytesIO
from operator import itemgetter
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent
from babel.support import Translations

from comeback.domain.money import exponent_of
from comeback.domain.words import Money, Percent, Phrase, Value

_FOLDER = Path(__file__).parents[1] / "locales"
_SOURCE = "en"
_MOST_ASKED = 20
_MOST_LOCALES = 64
_MOST_NUMBERS = _MOST_DAYS = 4096


class BabelWords:
    """A language that has a catalogue. What it lacks is said in English."""

    def __init__(self, language: str, formats: Locale | None = None) -> None:
        """`formats`: how amounts and dates are written, unless as the language does. Raises FileNotFoundError for a language
        without a catalogue.
        """
        self.language = language
        self._locale = formats or Locale.parse(language, sep="-")
        self._messages = _catalogue(language)
        self._known = _ids(_SOURCE)
        # Most of a card are texts without values, said again with every pass.
        self._plain: dict[str, str] = {}

    def say(self, message: str, /, **values: Value) -> str:
        """Numbers, money and dates as they are written here."""
        if not values and message in self._plain:
            return self._plain[message]
        if message not in self._known:
            raise KeyError(message)
        number = values.get("n")
        text = (
            self._messages.ungettext(message, message, number)
            if isinstance(number, int) and self._known[message]
            else self._messages.ugettext(message)
        )
        if not values:
            return self._plain.setdefault(message, text.format())
        return text.format(**{name: self.write(value) for name, value in values.items()})

    def tell(self, phrase: Phrase) -> str:
        """The phrase and those within it."""
        return self.say(phrase.id, **phrase.values)

    def write(self, value: Value) -> str:
        """As it is written here; a text as it is."""
        match value:
            case int():
                return _decimal(value, self._locale)
            case str():
                return value
            case datetime():
                return str(format_datetime(value, "short", tzinfo=value.tzinfo, locale=self._locale))
            case date():
                return _day(value, self._locale)
            case Phrase():
                return self.tell(value)
            case _:
                return self._measured(value)

    def _measured(self, value: Money | Percent) -> str:
        if isinstance(value, Money):
            return format_currency(value.amount / 10 ** exponent_of(value.currency), value.currency, locale=self._locale)
        return format_percent(value.hundredths / 10_000, locale=self._locale, decimal_quantization=False)


def languages() -> list[str]:
    """Those with a catalogue, as in BCP 47; English, which the others fall back to, first."""
    return sorted((path.stem for path in _FOLDER.glob("*.po")), key=lambda language: (language != _SOURCE, language))


def language_names() -> dict[str, str]:
    """What each language with a catalogue calls itself, by its tag."""
    names = {language: Locale.parse(language, sep="-").get_display_name() or language for language in languages()}
    return {language: name[0].upper() + name[1:] for language, name in names.items()}


def words_asked(accept_language: str, otherwise: str = _SOURCE) -> BabelWords:
    """The words of the first language in an `Accept-Language` header that has a catalogue, by the reader's own order; those of
    the locale `otherwise` when there is none.
    """
    asked = []
    for part in accept_language.split(",")[:_MOST_ASKED]:
        tag, _, quality = part.strip().partition(";q=")
        with suppress(ValueError):
            asked.append((-float(quality or 1), tag.strip()))
    known = {Locale.parse(one, sep="-").language for one in languages()}
    wanted = (tag for _, tag in sorted(asked, key=itemgetter(0)) if tag.split("-")[0].lower() in known)
    return words_for(next(wanted, otherwise))


@lru_cache(_MOST_LOCALES)
def words_for(locale: str) -> BabelWords:
    """The words of the locale's language, else of the same language elsewhere, else English; amounts and dates as the locale
    writes them, if CLDR knows it.
    """
    try:
        wanted = Locale.parse(locale, sep="-" if "-" in locale else "_")
    except (ValueError, UnknownLocaleError):
        return BabelWords(_SOURCE)
    return BabelWords(_nearest(wanted, languages()), wanted)


def _nearest(wanted: Locale, known: list[str]) -> str:
    named = str(wanted).replace("_", "-")
    if named in known:
        return named
    return next((one for one in known if Locale.parse(one, sep="-").language == wanted.language), _SOURCE)


@lru_cache(_MOST_NUMBERS)
def _decimal(number: int, locale: Locale) -> str:
    return format_decimal(number, locale=locale)


@lru_cache(_MOST_DAYS)
def _day(day: date, locale: Locale) -> str:
    return str(format_date(day, "medium", locale=locale))


@cache
def _catalogue(language: str) -> Translations:
    compiled = BytesIO()
    write_mo(compiled, _read(language))
    compiled.seek(0)
    translations = Translations(compiled)
    if language != _SOURCE:
        translations.add_fallback(_catalogue(_SOURCE))
    return translations


@cache
def _ids(language: str) -> dict[str, bool]:
    """Every message, and whether it has forms for one and many."""
    return {_id_of(message): bool(message.pluralizable) for message in _read(language) if message.id}


@cache
def _read(language: str) -> Catalog:
    with (_FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def _id_of(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)
