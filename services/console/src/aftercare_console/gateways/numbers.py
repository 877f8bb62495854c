"""Phone numbers, as the world's numbering plans have them."""

from phonenumbers import (
    SUPPORTED_REGIONS,
    NumberParseException,
    PhoneNumberFormat,
    PhoneNumberType,
    format_number,
    is_valid_number,
    number_type,
    parse,
)

# Numbers of these kinds take no texts, or nobody knows who reads them.
_NO_TEXTS = {
    PhoneNumberType.FIXED_LINE: "a fixed line",
    PhoneNumberType.TOLL_FREE: "a toll-free number",
    PhoneNumberType.PREMIUM_RATE: "a premium-rate number",
    PhoneNumberType.SHARED_COST: "a shared-cost number",
    PhoneNumberType.PAGER: "a pager",
    PhoneNumberType.UAN: "a company's number",
    PhoneNumberType.VOICEMAIL: "a voicemail box",
}


class NotTextable(ValueError):
    """The number cannot be texted; says why and what to give instead, and not the number."""


def knows_country(country: str) -> bool:
    """Whether a country (ISO 3166) has phone numbers of its own."""
    return country in SUPPORTED_REGIONS


def readable(number: str) -> str:
    """A number in E.164 as people write it, for calling it by hand."""
    return format_number(parse(number), PhoneNumberFormat.INTERNATIONAL)


def e164(written: str, *, country: str) -> str:
    """A number in E.164; one written without a country is taken to be of `country` (ISO 3166)."""
    try:
        number = parse(written, country)
    except NumberParseException:
        raise NotTextable(
            "This is not a phone number. Write it with its country, as +1 202 555 0123."
        ) from None
    if not is_valid_number(number):
        raise NotTextable("No phone can have this number. Check its digits and its country.")
    if number.extension:
        raise NotTextable("A number with an extension takes no texts. Give a mobile number.")
    kind = number_type(number)
    if kind in _NO_TEXTS:
        raise NotTextable(f"This is {_NO_TEXTS[kind]}, which takes no texts. Give a mobile number.")
    return format_number(number, PhoneNumberFormat.E164)
