"""Phones by the library `phonenumbers` (Google's libphonenumber data)."""

from comeback.domain.phone_mask import is_masked
from comeback.ports.phones import PhoneInvalid, PhoneMasked, PhoneMissing


class LibraryPhones:
    """People write national forms; Altegio E.164 digits, in one answer with a plus and in the next without (altegio.md §4.3)."""

    def normalise(self, text: str, country: str) -> str:
        """A national form first, but for digits that begin with the country's own code and are a number with a plus before
        them: where numbers are of many lengths, like Germany's, those could be both.
        """
        national, international = self._readings(text, country)
        own = international and text.lstrip(" +").startswith(self._code_of(country))
        return self._first(international, national) if own else self._first(national, international)

    def normalise_crm(self, text: str, country: str) -> str:
        """With plus or without, the same; a national form only where it can be nothing else."""
        national, international = self._readings(text, country)
        return self._first(international, national)

    def _readings(self, text: str, country: str) -> tuple[str, str]:
        """As a number of the country, and as one with its country's code; empty where it is none."""
        if is_masked(text):
            raise PhoneMasked("the phone is hidden")
        if not any(character.isdigit() for character in text):
            raise PhoneMissing("there is no digit in the phone")
        return self._read(text, country), self._read(f"+{text.lstrip(' +')}", None)

    def _read(self, text: str, region: str | None) -> str:
        # Loaded late: its metadata cost a cold start more than most requests need it.
        import phonenumbers

        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            return ""
        if not phonenumbers.is_valid_number(number):
            return ""
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def _code_of(self, country: str) -> str:
        import phonenumbers

        return str(phonenumbers.country_code_for_region(country) if country else 0)

    def _first(self, *readings: str) -> str:
        found = next((one for one in readings if one), None)
        if found is None:
            raise PhoneInvalid("this is no phone number")
        return found

    def example(self, country: str) -> str:
        """The library has one for each country."""
        import phonenumbers

        kind, form = phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberFormat.NATIONAL
        number = phonenumbers.example_number_for_type(country, kind) if country else None
        return phonenumbers.format_number(number, form) if number else ""
