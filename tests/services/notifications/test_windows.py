"""When a scheduled text may go, wherever its reader may be: every row says the UTC instant."""

from datetime import date, datetime, time
from typing import Any

import pytest
from phonenumbers import PhoneNumber
from services.notifications.test_deciding import facts
from support.builders_notifications import patient

from aftercare_chassis import closed_days
from aftercare_contracts import Hours
from aftercare_notifications.domain.contacts import Contact
from aftercare_notifications.domain.decisions import Hold, Send
from aftercare_notifications.domain.rules import rules, rules_for
from aftercare_notifications.domain.sending import decide
from aftercare_notifications.domain.windows import Window
from aftercare_notifications.gateways.zones import zones_of

EASTERN, PHOENIX = "America/New_York", "America/Phoenix"


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def opening(now: str, *, zone: str, number: str = "", **more: Any) -> datetime:
    """When a text of which it is the turn may go."""
    contact = Contact(party=patient("Maya"), number=number or "+12125550101", timezone=zone)
    zones = zones_of(number, "US") if number else ()
    match decide(at(now), facts(contact=contact, number_zones=zones, **more)):
        case Hold(until):
            return until
        case Send():
            return at(now)
        case decision:
            pytest.fail(f"a text was not moved but {decision}")


@pytest.mark.parametrize(
    ("now", "zone", "opens"),
    [
        # the night on which clocks go forward, Sunday 8 March 2026, 2:00 to 3:00
        ("2026-03-08T01:00Z", EASTERN, "2026-03-08T16:00Z"),  # Saturday 20:00 EST: Sunday noon is EDT
        ("2026-03-08T06:59:59Z", EASTERN, "2026-03-08T16:00Z"),  # 1:59:59 EST, a second before the gap
        ("2026-03-08T07:00Z", EASTERN, "2026-03-08T16:00Z"),  # 3:00 EDT, a second later
        ("2026-03-09T00:00Z", EASTERN, "2026-03-09T13:00Z"),  # Sunday 20:00 EDT
        ("2026-03-08T23:59:59Z", EASTERN, "2026-03-08T23:59:59Z"),  # Sunday 19:59:59 EDT
        # the night on which they go back, Sunday 1 November 2026, 2:00 to 1:00
        ("2026-11-01T00:00Z", EASTERN, "2026-11-01T17:00Z"),  # Saturday 20:00 EDT: Sunday noon is EST
        ("2026-11-01T05:30Z", EASTERN, "2026-11-01T17:00Z"),  # 1:30, the first one
        ("2026-11-01T06:30Z", EASTERN, "2026-11-01T17:00Z"),  # 1:30, the second one
        ("2026-11-02T00:59:59Z", EASTERN, "2026-11-02T00:59:59Z"),  # Sunday 19:59:59 EST
        ("2026-11-02T01:00Z", EASTERN, "2026-11-02T14:00Z"),
        # where clocks never change, on the same nights
        ("2026-03-08T07:00Z", PHOENIX, "2026-03-08T19:00Z"),
        ("2026-11-01T06:30Z", PHOENIX, "2026-11-01T19:00Z"),
        ("2026-03-08T07:00Z", "Asia/Kolkata", "2026-03-08T07:00Z"),  # Sunday 12:30
        ("2026-03-08T06:29:59Z", "Asia/Kolkata", "2026-03-08T06:30Z"),  # a second before noon
        # Europe changes on another Sunday, and Lord Howe by half an hour
        ("2026-03-28T19:00Z", "Europe/Madrid", "2026-03-29T10:00Z"),
        ("2026-10-24T18:00Z", "Europe/Madrid", "2026-10-25T11:00Z"),
        ("2026-04-04T09:00Z", "Australia/Lord_Howe", "2026-04-05T01:30Z"),
        # the ends of months, of a year and of a leap February
        ("2026-01-31T01:00Z", EASTERN, "2026-01-31T14:00Z"),  # Friday evening, the 30th
        ("2026-02-01T01:00Z", EASTERN, "2026-02-01T17:00Z"),  # Saturday the 31st to Sunday the 1st
        ("2027-01-01T01:00Z", EASTERN, "2027-01-01T14:00Z"),  # New Year's Eve, for a clinic without a country
        ("2028-02-29T01:00Z", EASTERN, "2028-02-29T14:00Z"),  # Monday the 28th to Tuesday the 29th
        ("2028-03-01T01:00Z", EASTERN, "2028-03-01T14:00Z"),  # from the 29th on
        ("2026-03-01T01:00Z", EASTERN, "2026-03-01T17:00Z"),  # no 29th: Saturday the 28th to Sunday the 1st
    ],
)
def test_nights_of_clock_changes_ends_of_months_and_leap_days(now: str, zone: str, opens: str) -> None:
    assert opening(now, zone=zone) == at(opens)
    assert opening(opens, zone=zone) == at(opens)


@pytest.mark.parametrize(
    ("now", "zone", "number", "opens"),
    [
        # stated Indianapolis, a number of Washington State: nine in the west is noon in the east
        ("2026-06-10T13:00Z", "America/Indiana/Indianapolis", "+15095551234", "2026-06-10T16:00Z"),
        ("2026-06-11T00:00Z", "America/Indiana/Indianapolis", "+15095551234", "2026-06-11T16:00Z"),
        # in winter as well, an hour later in UTC
        ("2026-12-09T14:00Z", "America/Indiana/Indianapolis", "+15095551234", "2026-12-09T17:00Z"),
        # stated Seattle, a number of Indiana: at 17:00 it is 20:00 there
        ("2026-06-11T00:00Z", "America/Los_Angeles", "+18125551234", "2026-06-11T16:00Z"),
        # Arizona is with Los Angeles in summer and with Denver in winter; the number is of Arizona
        ("2026-06-10T15:30Z", "America/Denver", "+19285551234", "2026-06-10T16:00Z"),
        ("2026-12-09T16:00Z", "America/Denver", "+19285551234", "2026-12-09T16:00Z"),
        # on the days around both changes
        ("2026-03-07T16:00Z", "America/Denver", "+19285551234", "2026-03-07T16:00Z"),
        ("2026-03-09T15:00Z", "America/Denver", "+19285551234", "2026-03-09T16:00Z"),
        ("2026-10-31T15:00Z", "America/Denver", "+19285551234", "2026-10-31T16:00Z"),
        ("2026-11-02T16:00Z", "America/Denver", "+19285551234", "2026-11-02T16:00Z"),
        # a number of Idaho may be in two zones, one of South Dakota too
        ("2026-06-10T15:00Z", "America/Boise", "+12085551234", "2026-06-10T16:00Z"),
        ("2026-06-10T14:00Z", "America/Chicago", "+16055551234", "2026-06-10T15:00Z"),
        # Sunday noon in the zone that comes to it last
        ("2026-06-14T16:00Z", EASTERN, "+15095551234", "2026-06-14T19:00Z"),
        # where one never opens while the other is open, the stated zone counts alone
        ("2026-06-10T04:30Z", "Asia/Kolkata", "+12125550101", "2026-06-10T13:00Z"),
        ("2026-06-10T07:00Z", "Pacific/Auckland", "+15095551234", "2026-06-10T21:00Z"),
    ],
)
def test_a_text_goes_when_every_zone_is_open_that_its_reader_may_be_in(
    now: str, zone: str, number: str, opens: str
) -> None:
    assert opening(now, zone=zone, number=number) == at(opens)


@pytest.mark.parametrize(
    ("now", "place", "number", "opens"),
    [
        # Rhode Island, by its area code: until 18:00; at weekends from 10:00 to 17:00, and on Sundays the
        # clinic opens at 12:00
        ("2026-06-10T21:59:59Z", None, "+14015550123", "2026-06-10T21:59:59Z"),
        ("2026-06-10T22:00Z", None, "+14015550123", "2026-06-11T13:00Z"),
        ("2026-06-13T13:00Z", None, "+14015550123", "2026-06-13T14:00Z"),
        ("2026-06-13T21:00Z", None, "+14015550123", "2026-06-14T16:00Z"),
        ("2026-06-14T21:00Z", None, "+14015550123", "2026-06-15T13:00Z"),
        # by the clinic's state, whatever the number
        ("2026-06-10T22:00Z", ("US", "RI"), "+12125550101", "2026-06-11T13:00Z"),
        ("2026-06-10T22:00Z", ("US", "NY"), "+12125550101", "2026-06-10T22:00Z"),
        # a clinic that would text from seven to ten in the evening is held to what is lawful
        ("2026-06-10T11:00Z", "long", "+12125550101", "2026-06-10T12:00Z"),
        ("2026-06-11T00:30Z", "long", "+12125550101", "2026-06-11T00:30Z"),  # New York, 20:30
        ("2026-06-11T00:30Z", "long", "+13055551234", "2026-06-11T12:00Z"),  # Florida ends at eight
        ("2026-06-11T00:30Z", "long", "+12035551234", "2026-06-11T13:00Z"),  # Connecticut, from nine
        ("2026-06-11T01:00Z", "long", "+12125550101", "2026-06-11T12:00Z"),
        (
            "2026-06-11T01:30Z",
            "long",
            "+34600111222",
            "2026-06-11T06:00Z",
        ),  # no rule of ours for Spain: seven in the Canaries
        (
            "2026-06-14T11:00Z",
            "long",
            "+12145551234",
            "2026-06-14T17:00Z",
        ),  # Texas, a Sunday: noon, in Chicago's zone
        # an evening clinic in a state that ends at six: the state's hours, and nothing is dropped
        ("2026-06-10T22:30Z", "late", "+14015550123", "2026-06-11T13:00Z"),
    ],
)
def test_the_rules_of_a_state_narrow_the_clinics_hours(now: str, place: Any, number: str, opens: str) -> None:
    hours = {
        "long": Hours(opens_at=time(7), sunday_opens_at=time(7), closes_at=time(22)),
        "late": Hours(opens_at=time(19), sunday_opens_at=time(19), closes_at=time(21)),
    }.get(str(place), Hours())
    country, region = place if isinstance(place, tuple) else (None, None)
    window = Window(hours=hours, rules=rules_for(number, country, region))
    zone = "Europe/Madrid" if number.startswith("+34") else EASTERN
    assert opening(now, zone=zone, number=number, window=window) == at(opens)


@pytest.mark.parametrize(
    ("now", "place", "opens"),
    [
        ("2026-11-26T15:00Z", ("US", None), "2026-11-27T14:00Z"),  # Thanksgiving, 10:00 in New York
        ("2026-11-27T15:00Z", ("US", None), "2026-11-27T15:00Z"),
        ("2026-11-27T15:00Z", ("US", "TX"), "2026-11-28T14:00Z"),  # the Friday after, in Texas
        (
            "2026-07-03T15:00Z",
            ("US", None),
            "2026-07-05T16:00Z",
        ),  # Friday for Saturday the 4th, then Sunday noon
        ("2026-08-10T15:00Z", ("US", "RI"), "2026-08-11T13:00Z"),  # Victory Day, in Rhode Island alone
        ("2026-08-10T15:00Z", ("US", "NY"), "2026-08-10T15:00Z"),
        ("2026-12-25T01:30Z", ("US", None), "2026-12-26T14:00Z"),  # the evening before, after eight
        ("2026-12-25T15:00Z", (None, None), "2026-12-25T15:00Z"),
        (
            "2026-12-25T15:00Z",
            ("KP", None),
            "2026-12-25T15:00Z",
        ),  # a country whose holidays nobody here knows
    ],
)
def test_a_text_waits_for_the_day_after_a_public_holiday(
    now: str, place: tuple[str | None, str | None], opens: str
) -> None:
    window = Window(hours=Hours(), closed=closed_days(Hours(), *place))
    assert opening(now, zone=EASTERN, window=window) == at(opens)


def test_a_clinic_may_text_on_holidays() -> None:
    hours = Hours(on_holidays=True)
    window = Window(hours=hours, closed=closed_days(hours, "US", None))
    assert opening("2026-11-26T15:00Z", zone=EASTERN, window=window) == at("2026-11-26T15:00Z")


def test_a_calendar_that_is_closed_for_ever_is_mistaken() -> None:
    window = Window(hours=Hours(), closed=lambda _: True)
    assert opening("2026-11-26T15:00Z", zone=EASTERN, window=window) == at("2026-11-26T15:00Z")


def test_the_area_codes_of_every_rule_are_those_of_its_state() -> None:
    from phonenumbers.geocoder import description_for_number

    names = {
        "Connecticut": "CT", "Florida": "FL", "Maryland": "MD", "Mississippi": "MS", "New Jersey": "NJ",
        "Oklahoma": "OK", "Rhode Island": "RI", "Texas": "TX",
    }  # fmt: skip
    found: dict[str, set[int]] = {}
    for code in range(200, 1000):
        number = PhoneNumber(country_code=1, national_number=code * 10**7 + 5_551_234)
        described = description_for_number(number, "en")  # as Rhode Island, or San Antonio, TX
        state = names.get(described) or described.rpartition(", ")[2]
        if state in names.values():
            found.setdefault(f"US-{state}", set()).add(code)
    assert {place: set(rule.area_codes) for place, rule in rules().items() if rule.area_codes} == found


def test_every_rule_opens_before_it_closes_and_none_is_wider_than_its_country() -> None:
    week = [date(2026, 6, day) for day in range(8, 15)]
    widest = rules()["US"]
    for rule in rules().values():
        for on in week:
            opens, closes = rule.span(on)
            assert widest.span(on)[0] <= opens < closes <= widest.span(on)[1], rule.place
