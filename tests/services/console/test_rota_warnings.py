from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from support.builders_console import MARA, event, named
from support.console import CLINIC, Console

from aftercare_console.domain.identity import staff_id
from aftercare_console.domain.rota import Rota
from aftercare_console.domain.rota_warnings import Evidence, Fault, Standing, Trouble, warnings
from aftercare_console.jobs.rota_watch import RotaWatch
from aftercare_contracts import (
    Day,
    MessageDelivered,
    MessageFailed,
    Party,
    PartyKind,
    Purpose,
    Roster,
    Shift,
    StaffReplyReceived,
)

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)  # Monday, 10:00 in New York
NOOR = named("Noor")
GOOD = Standing(has_number=True, verified=True)
WORKDAYS = (Day.MONDAY, Day.TUESDAY, Day.WEDNESDAY, Day.THURSDAY, Day.FRIDAY)
ROUND_THE_CLOCK = Shift(days=tuple(Day)[:7], starts_at=time(9), ends_at=time(9), people=(NOOR,))
BY_DAY = Shift(days=WORKDAYS, starts_at=time(9), ends_at=time(9), people=(NOOR,))


def rota(*shifts: Shift, ladder: tuple[UUID, ...] = (MARA.id,)) -> Rota:
    return Rota(ladder=ladder, page_wait=timedelta(minutes=5), roster=Roster(shifts=shifts))


@pytest.mark.parametrize(
    ("given", "standings", "found"),
    [
        (None, {}, [Fault(trouble=Trouble.NO_ROTA)]),
        (rota(), {MARA.id: GOOD}, []),
        (rota(ROUND_THE_CLOCK), {MARA.id: GOOD, NOOR: GOOD}, []),
        (
            rota(BY_DAY),
            {MARA.id: GOOD, NOOR: GOOD},
            # From Saturday at nine to Monday at nine, an hour sooner in UTC: clocks change on the 8th.
            [
                Fault(
                    trouble=Trouble.GAP,
                    starts_at=datetime(2026, 3, 7, 14, tzinfo=UTC),
                    ends_at=datetime(2026, 3, 9, 13, tzinfo=UTC),
                )
            ],
        ),
        (
            rota(ROUND_THE_CLOCK),
            {MARA.id: GOOD, NOOR: Standing(has_number=True)},
            [Fault(trouble=Trouble.UNVERIFIED, staff_id=NOOR)],
        ),
        (
            rota(ROUND_THE_CLOCK),
            {NOOR: GOOD},
            [Fault(trouble=Trouble.NO_FALLBACK), Fault(trouble=Trouble.NO_NUMBER, staff_id=MARA.id)],
        ),
        (rota(ROUND_THE_CLOCK, ladder=()), {NOOR: GOOD}, [Fault(trouble=Trouble.NO_FALLBACK)]),
    ],
)
def test_what_is_wrong_with_a_rota(
    given: Rota | None, standings: dict[UUID, Standing], found: list[Fault]
) -> None:
    assert list(warnings(given, standings, "America/New_York", NOW)) == found


def minutes(count: int) -> datetime:
    return NOW + timedelta(minutes=count)


@pytest.mark.parametrize(
    ("evidence", "verified"),
    [
        (Evidence(has_number=True), False),
        (Evidence(has_number=True, changed_at=minutes(0)), False),
        (Evidence(has_number=True, changed_at=minutes(0), arrived_at=minutes(1)), True),
        (Evidence(has_number=True, changed_at=minutes(2), arrived_at=minutes(1)), False),
        (Evidence(has_number=True, arrived_at=minutes(1), failed_at=minutes(2)), False),
        (Evidence(has_number=True, answered_at=minutes(3), failed_at=minutes(2)), True),
        (Evidence(arrived_at=minutes(1)), False),
    ],
)
def test_a_number_is_verified_by_the_last_text_that_arrived_or_was_answered(
    evidence: Evidence, *, verified: bool
) -> None:
    assert evidence.standing().verified is verified


async def troubles(console: Console) -> list[str]:
    return [one["trouble"] for one in (await console.api.get("/rota/warnings")).json()]


async def test_mara_is_doubted_until_a_page_reaches_her_and_when_the_last_did_not(
    console: Console,
) -> None:
    mara = Party(kind=PartyKind.STAFF, id=staff_id("main", "mara"))
    await console.set_up()
    assert await troubles(console) == ["unverified"]
    page = {"party": mara, "purpose": Purpose.PAGE}
    await console.hear(event(MessageDelivered, after=1, name="m1", **page))
    assert await troubles(console) == []
    await console.hear(event(MessageFailed, after=2, name="m2", **page))
    assert await troubles(console) == ["unverified"]
    await console.hear(event(StaffReplyReceived, after=3, staff_id=mara.id))
    assert await troubles(console) == []


async def test_a_warning_says_who_and_what_to_do(console: Console) -> None:
    await console.set_up()
    (warning,) = (await console.api.get("/rota/warnings")).json()
    assert "Mara Voss" in warning["detail"]
    assert "test page" in warning["detail"]
    await console.api.put("/clinics/north", json=CLINIC)
    (warning,) = (await console.api.get("/rota/warnings", params={"clinic_id": "north"})).json()
    assert warning["trouble"] == "no_rota"


async def test_what_is_wrong_shows_in_the_metrics(console: Console) -> None:
    await console.set_up()
    shifts = [{"days": ["monday"], "starts_at": "09:00", "ends_at": "09:00", "people": ["mara"]}]
    await console.api.put("/rota", json={"ladder": ["mara"], "page_wait_minutes": 5, "shifts": shifts})
    await RotaWatch().run(console.works)
    labels = {"clinic": "main"}
    # From Tuesday at nine until Monday at nine are six days, and the clocks go forward in them.
    assert REGISTRY.get_sample_value("aftercare_rota_gap_seconds", labels) == (6 * 24 - 1) * 3600
    assert REGISTRY.get_sample_value("aftercare_rota_no_fallback", labels) == 0
    unverified = {"clinic": "main", "trouble": "unverified"}
    assert REGISTRY.get_sample_value("aftercare_rota_people", unverified) == 1
