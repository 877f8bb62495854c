"""The public holidays of the world, from a library whose maintainers follow them."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from holidays import HolidayBase, country_holidays, list_supported_countries

from aftercare_contracts import Closed, Hours, never


def closed_days(hours: Hours, country: str | None, region: str | None) -> Closed:
    """The days on which a clinic's scheduled texts wait, unless it says that they go on holidays too."""
    known = None if country is None or hours.on_holidays else _calendar(country, region)
    return never if known is None else _days_of(known)


def public_holidays(country: str, region: str | None, years: Iterable[int]) -> frozenset[date]:
    """The public holidays of some years; none of a country that the library does not know."""
    regions = _countries().get(country)
    if regions is None:
        return frozenset()
    return frozenset(country_holidays(country, subdiv=region if region in regions else None, years=years))


def knows_region(country: str, region: str) -> bool:
    """Whether a country has this part, as far as anybody here can say."""
    regions = _countries().get(country)
    return regions is None or region in regions


def _days_of(known: HolidayBase) -> Closed:
    def closed(on: date) -> bool:
        return on in known

    return closed


@lru_cache(maxsize=256)
def _calendar(country: str, region: str | None) -> HolidayBase | None:
    """Of a country that the library does not know nothing is closed: texts go, as they did before."""
    if country not in _countries():
        return None
    return country_holidays(country, subdiv=region if region in _countries()[country] else None)


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[str]]:
    return list_supported_countries()
