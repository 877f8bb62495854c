"""Whether and when a text may go, in tables."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from support.builders_notifications import MAYA, patient
from support.events import NEW_YORK

from aftercare_contracts import Hours, PartyKind, Purpose
from aftercare_notifications.domain.contacts import Contact
from aftercare_notifications.domain.decisions import AskAgain, Drop, Hold, Refuse, Send
from aftercare_notifications.domain.progress import State
from aftercare_notifications.domain.reminders import ANSWERED, NOT_ASKED, Question
from aftercare_notifications.domain.sending import Facts, Lane, decide
from aftercare_notifications.domain.windows import Window
from aftercare_notifications.gateways.zones import zones_of

MONDAY_10_IN_NEW_YORK = "2026-03-02T15:00Z"


def facts(**changes: Any) -> Facts:
    known: dict[str, Any] = {
        "lane": Lane.PROMPT,
        "purpose": Purpose.PROMPT,
        "kind": PartyKind.PATIENT,
        "contact": Contact(party=patient("Maya"), number=MAYA, timezone=NEW_YORK),
        "consent": True,
        "number_zones": (),
        "window": Window(hours=Hours()),
        "clinic_timezone": "Europe/Madrid",
        "expires_at": None,
        "waited": timedelta(0),
    }
    return Facts(**(known | changes))


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("now", "zones", "until"),
    [
        ("2026-03-03T01:00:00Z", (), "2026-03-03T14:00Z"),  # 20:00 in New York: closed
        ("2026-03-07T13:59:00Z", (), "2026-03-07T14:00Z"),  # Saturday, 08:59
        ("2026-03-08T12:30:00Z", (), "2026-03-08T16:00Z"),  # Sunday of the clock change: noon is 16:00 UTC
        ("2026-03-09T12:59:00Z", (), "2026-03-09T13:00Z"),  # summer time: 09:00 is 13:00 UTC
        ("2026-11-01T14:00:00Z", (), "2026-11-01T17:00Z"),  # Sunday of the change back
        ("2026-03-02T15:00:00Z", ("America/Los_Angeles",), "2026-03-02T17:00Z"),
        (
            "2026-03-03T00:30:00Z",
            ("Europe/Madrid",),
            "2026-03-03T14:00Z",
        ),  # New York opens while Madrid is open
        ("2026-03-02T19:30:00Z", ("Europe/Madrid",), "2026-03-03T14:00Z"),  # Madrid has closed
        ("2026-03-03T01:00:00Z", ("Asia/Tokyo", "No/Such"), "2026-03-04T00:00Z"),  # an hour a day suits both
    ],
)
def test_a_prompt_waits_until_all_zones_are_open(now: str, zones: tuple[str, ...], until: str) -> None:
    assert decide(at(now), facts(number_zones=zones)) == Hold(at(until))
    assert isinstance(decide(at(until), facts(number_zones=zones)), Send)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, Send),
        ({"consent": None}, Refuse),
        ({"consent": False}, Refuse),
        ({"contact": None}, AskAgain),
        ({"contact": None, "waited": timedelta(hours=1)}, AskAgain),
        ({"contact": Contact(party=patient("Maya"), number=None)}, Refuse),
        ({"expires_at": at(MONDAY_10_IN_NEW_YORK)}, Drop),
        ({"lane": Lane.URGENT, "consent": None}, Send),
        ({"lane": Lane.URGENT, "consent": False}, Refuse),
        ({"lane": Lane.URGENT, "contact": None}, AskAgain),
        ({"lane": Lane.URGENT, "contact": None, "waited": timedelta(minutes=2)}, Refuse),
        ({"lane": Lane.URGENT, "expires_at": at("2026-03-02T14:59Z")}, Drop),
        # a zone that does not exist: the clinic's, where it is 16:00
        ({"contact": Contact(party=patient("Maya"), number=MAYA, timezone="Mars/Base")}, Send),
        ({"contact": Contact(party=patient("Maya"), number=MAYA), "clinic_timezone": None}, Send),
        # 21:00 in New York and the window of tomorrow is too late
        ({"expires_at": at("2026-03-02T17:00Z"), "number_zones": ("Pacific/Honolulu",)}, Drop),
    ],
)
def test_whether_a_text_may_go(changes: dict[str, Any], kind: type) -> None:
    assert isinstance(decide(at(MONDAY_10_IN_NEW_YORK), facts(**changes)), kind)


def test_an_urgent_text_goes_at_night() -> None:
    assert isinstance(decide(at("2026-03-03T08:00Z"), facts(lane=Lane.URGENT)), Send)


@pytest.mark.parametrize(
    ("purpose", "changes", "kind"),
    [
        (Purpose.ANSWER, {"waited": timedelta(minutes=119)}, Send),
        (Purpose.ANSWER, {"waited": timedelta(hours=2)}, Drop),
        (Purpose.ANSWER, {"waited": timedelta(hours=9), "expires_at": at("2026-03-02T16:00Z")}, Send),
        (Purpose.NOTICE, {"waited": timedelta(hours=9)}, Send),
        (Purpose.SAFETY, {"waited": timedelta(days=9)}, Send),
        (Purpose.PAGE, {"waited": timedelta(hours=9)}, Send),
        (Purpose.PAGE, {"expires_at": at("2026-03-02T15:00Z")}, Drop),
        (Purpose.PAGE, {"expires_at": at("2026-03-02T15:01Z")}, Send),
    ],
)
def test_an_urgent_text_that_waited_goes_while_it_is_of_use(
    purpose: Purpose, changes: dict[str, Any], kind: type
) -> None:
    urgent = facts(lane=Lane.URGENT, purpose=purpose, **changes)
    assert isinstance(decide(at(MONDAY_10_IN_NEW_YORK), urgent), kind)


@pytest.mark.parametrize(
    ("state", "sent_at", "answered", "decision"),
    [
        (None, None, False, Hold(at("2026-03-02T17:00Z"))),  # the question has not been heard of yet
        (State.REQUESTED, None, False, Hold(at("2026-03-02T17:00Z"))),
        (State.UNKNOWN, None, False, Hold(at("2026-03-02T17:00Z"))),
        (State.FAILED, None, False, Drop(NOT_ASKED)),
        (State.DROPPED, None, False, Drop(NOT_ASKED)),
        (State.DELIVERED, "2026-03-02T11:00Z", True, Drop(ANSWERED)),
        (State.QUEUED, "2026-03-02T13:01Z", False, Hold(at("2026-03-02T15:01Z"))),
        (State.SENT, "2026-03-02T13:00Z", False, None),
        (State.FAILED, "2026-03-02T11:00Z", False, None),  # on its way to the phone
    ],
)
def test_a_reminder_goes_two_hours_after_a_question_that_nobody_answered(
    state: State | None,
    sent_at: str | None,
    answered: bool,  # noqa: FBT001 - a column of the table
    decision: object,
) -> None:
    sent = None if sent_at is None else at(sent_at)
    question = None if state is None else Question(state=state, sent_at=sent, answered=answered)
    found = decide(at(MONDAY_10_IN_NEW_YORK), facts(purpose=Purpose.REMINDER, question=question))
    assert isinstance(found, Send) if decision is None else found == decision


def test_a_number_that_may_be_anywhere_in_america_tells_nothing() -> None:
    zones = zones_of("+18005550123", "US")
    assert len(zones) > 30
    assert isinstance(decide(at(MONDAY_10_IN_NEW_YORK), facts(number_zones=zones)), Send)


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+12125550101", ("America/New_York",)),
        ("+34600111222", ("Atlantic/Canary", "Europe/Madrid")),
        ("22000", ()),
        ("+999123456789", ()),
    ],
)
def test_where_a_number_is_from(number: str, zones: tuple[str, ...]) -> None:
    assert zones_of(number, "US") == zones


@pytest.mark.parametrize(
    ("changes", "seconds"),
    [
        ({}, 4 * 3600),
        ({"expires_at": at("2026-03-02T15:30Z")}, 1800),
        ({"lane": Lane.URGENT, "purpose": Purpose.PAGE}, 600),
        ({"lane": Lane.URGENT, "purpose": Purpose.PAGE, "expires_at": at("2026-03-02T15:05Z")}, 300),
        ({"lane": Lane.URGENT, "purpose": Purpose.SAFETY}, 36_000),
        ({"expires_at": at("2026-03-02T15:00:00.5Z")}, 1),
        ({"window": Window(hours=Hours(closes_at=time(11)))}, 3600),  # never into quiet hours
    ],
)
def test_how_long_the_carrier_may_try(changes: dict[str, Any], seconds: int) -> None:
    found = decide(at(MONDAY_10_IN_NEW_YORK), facts(**changes))
    assert isinstance(found, Send)
    assert found.validity.total_seconds() == seconds
