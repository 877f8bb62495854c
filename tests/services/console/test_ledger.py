"""The consent of a patient, as staff see it."""

from datetime import UTC, datetime

import pytest
from support.builders_console import ANA, event
from support.console import Console

from aftercare_console.domain.ledger import ledger
from aftercare_console.domain.texting import Standing, standing
from aftercare_contracts import ConsentGiven, ConsentWithdrawn, Event, PatientRegistered, ReplyReceived

FORM = event(
    ConsentGiven,
    source="intake-form",
    wording="sms-2",
    given_at=datetime(2026, 2, 27, 15, 30, tzinfo=UTC),
    recorded_by="Mara at the desk",
)
STOP = event(ConsentWithdrawn, after=10, source="text STOP")
MOVED = event(PatientRegistered, after=20, revision=2, number="+12025550199")
RENAMED = event(PatientRegistered, after=30, revision=2, family_name="Ruiz-Sol")
STOPPED_BEFORE = event(ConsentWithdrawn, after=21, source="number opted out before")


async def test_the_page_says_that_a_patient_cannot_be_texted_and_why(console: Console) -> None:
    await console.set_up()
    await console.sign_in()
    await console.hear(event(PatientRegistered), FORM, STOP)
    page = (await console.browser.get(f"/patients/{ANA.id}")).text
    assert '<dd class="refused">Must not be texted: phone instead' in page
    assert "Consent to texts: 2 entries" in page
    for part in ("texted STOP", "wording <code>sms-2</code>", "Fri 27 Feb 2026, 10:30 · by Mara at the desk"):
        assert part in page


def test_the_ledger_has_the_newest_first_and_names_who() -> None:
    refused = event(ConsentWithdrawn, after=20, source="carrier")
    assert [(one.wanted, one.who) for one in ledger([event(PatientRegistered), FORM, STOP, refused])] == [
        (False, "the phone company"),
        (False, "whoever held the phone"),
        (True, "Mara at the desk"),
    ]


@pytest.mark.parametrize(
    ("events", "registered", "found"),
    [
        ([event(PatientRegistered), FORM, STOP], True, Standing.OPTED_OUT),
        # another number: what was said about the one before says nothing of it
        ([event(PatientRegistered), FORM, STOP, MOVED], False, Standing.NEVER_AGREED),
        ([event(PatientRegistered), FORM, MOVED], False, Standing.NEVER_AGREED),
        ([event(PatientRegistered), FORM, STOP, MOVED], True, Standing.AGREED),
        (
            [event(PatientRegistered), FORM, MOVED, event(ConsentWithdrawn, after=21)],
            True,
            Standing.OPTED_OUT,
        ),
        ([event(PatientRegistered), event(ReplyReceived)], False, Standing.WROTE),
        ([event(PatientRegistered), event(ReplyReceived), MOVED], False, Standing.NEVER_AGREED),
        (
            [event(PatientRegistered), STOP, event(PatientRegistered, after=30, revision=2)],
            True,
            Standing.OPTED_OUT,
        ),
    ],
)
def test_consent_is_a_numbers(
    events: list[Event],
    registered: bool,  # noqa: FBT001 - a column of the table
    found: Standing,
) -> None:
    assert standing(events, registered=registered, erased=False) is found
