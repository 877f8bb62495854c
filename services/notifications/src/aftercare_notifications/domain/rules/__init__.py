"""What the law of a place says of the hours in which people may be texted: data, and who it holds for."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from importlib.resources import files

_SATURDAY, _SUNDAY = 5, 6
_NORTH_AMERICAN = re.compile(r"\+1(\d{3})\d{7}\Z")
_FILES = ("us.toml",)
Span = tuple[time, time]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """From when to when texts may go in a place; `weekdays` is Monday to Friday."""

    place: str
    weekdays: Span
    saturday: Span
    sunday: Span
    area_codes: tuple[int, ...] = ()

    def span(self, on: date) -> Span:
        """The hours of a day."""
        return {_SATURDAY: self.saturday, _SUNDAY: self.sunday}.get(on.weekday(), self.weekdays)


def rules_for(number: str, country: str | None, region: str | None) -> tuple[Rule, ...]:
    """The rules of wherever somebody may be: where the clinic is, and where the number was given out."""
    places = [country, None if region is None else f"{country}-{region}", *_places_of(number)]
    known = [rules().get(place) for place in dict.fromkeys(places) if place is not None]
    return tuple(rule for rule in known if rule is not None)


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by place, as US or US-RI."""
    folder = files("aftercare_notifications.domain.rules")
    read = [tomllib.loads((folder / name).read_text()) for name in _FILES]
    return {place: _rule(place, table) for tables in read for place, table in tables.items()}


@cache
def _by_area_code() -> Mapping[int, str]:
    return {code: rule.place for rule in rules().values() for code in rule.area_codes}


def _places_of(number: str) -> Iterable[str]:
    """Of the countries that share +1 the small ones count as the United States: stricter than they ask."""
    found = _NORTH_AMERICAN.match(number)
    if found is None:
        return ()
    place = _by_area_code().get(int(found[1]))
    return ("US",) if place is None else ("US", place)


def _rule(place: str, table: Mapping[str, list[str]]) -> Rule:
    weekdays = _span(table["weekdays"])
    return Rule(
        place=place,
        weekdays=weekdays,
        saturday=_span(table["saturday"]) if "saturday" in table else weekdays,
        sunday=_span(table["sunday"]) if "sunday" in table else weekdays,
        area_codes=tuple(map(int, table.get("area_codes", ()))),
    )


def _span(written: list[str]) -> Span:
    opens, closes = map(time.fromisoformat, written)
    return opens, closes
