"""Phones by the library `phonenumbers` (Google's libphonenumber data)."""

from comeback.domain.phone_mask import is_masked
from comeback.ports.phones import PhoneInvalid, PhoneMasked, PhoneMissing


class LibraryPhones:
    """Altegio writes E.164 digits with or without plus; people write national forms."""

    def normalise(self, text: str, country: str) -> str:
        """E.164 with plus. Raises PhoneMissing, PhoneMasked, PhoneInvalid."""
        if is_masked(text):
            raise PhoneMasked("the phone is hidden")
        if not any(character.isdigit() for character in text):
            raise PhoneMissing("there is no digit in the phone")
        # Loaded late: its metadata cost a cold start more than most requests need it.
        import phonenumbers

        for candidate, region in ((text, country), (f"+{text.lstrip(' +')}", None)):
            try:
                number = phonenumbers.parse(candidate, region)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_valid_number(number):
                return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        raise PhoneInvalid("this is no phone number")

    def example(self, country: str) -> str:
        """The library has one for each country."""
        import phonenumbers

        kind, form = phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberFormat.NATIONAL
        number = phonenumbers.example_number_for_type(country, kind) if country else None
        return phonenumbers.format_number(number, form) if number else ""
