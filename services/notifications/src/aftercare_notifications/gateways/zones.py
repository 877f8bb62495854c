"""In which zones the holder of a number may be."""

from functools import lru_cache

import phonenumbers
from phonenumbers import timezone


@lru_cache(maxsize=10_000)
def zones_of(number: str, default_country: str) -> tuple[str, ...]:
    """IANA zones of the area that a number was given out for; none when the number says nothing."""
    try:
        found = timezone.time_zones_for_number(phonenumbers.parse(number, default_country))
    except phonenumbers.NumberParseException:
        return ()
    return tuple(zone for zone in found if zone != timezone.UNKNOWN_TIMEZONE)
