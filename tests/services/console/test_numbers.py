"""How long cases took, from what was heard about them."""

import csv
import io
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from support.builders_console import ANA, MARA, T0, event, named, severe_reply_until_closed
from support.console import Console

from aftercare_console.domain.numbers import Numbers, Spread, as_csv
from aftercare_contracts import CaseClosed, CaseOpened, CasePaged, CaseTaken, Event, Level

OMAR = named("Omar")
MONDAY = T0.date()  # 2 March 2026


def course(
    name: str, *, page: float, taken: float | None, closed: float | None, by: UUID = MARA.id, pages: int = 1
) -> list[Event]:
    """A case that was reported a minute before it was opened; all else is minutes after the report."""
    case_id = named(name)
    told: list[Event] = [
        event(CaseOpened, name=name, case_id=case_id, reported_at=T0 - timedelta(minutes=1)),
        *(
            event(
                CasePaged,
                after=page - 1 + turn,
                name=f"{name} {turn}",
                case_id=case_id,
                staff_id=MARA.id if turn == 0 else OMAR,
                message_id=named(f"{name} page {turn}"),
            )
            for turn in range(pages)
        ),
    ]
    if taken is not None:
        told.append(event(CaseTaken, after=taken - 1, name=name, case_id=case_id, staff_id=by))
    if closed is not None:
        told.append(event(CaseClosed, after=closed - 1, name=name, case_id=case_id, staff_id=by))
    return told


def minutes(median: float | None, ninetieth: float | None) -> dict[str, float | None]:
    return {
        "median": None if median is None else median * 60,
        "ninetieth": None if ninetieth is None else ninetieth * 60,
    }


async def test_three_severe_cases_of_a_week_one_of_which_the_first_never_took(console: Console) -> None:
    await console.set_up()
    await console.hear(*course("a", page=1, taken=2, closed=30))
    await console.hear(*course("b", page=2, taken=4, closed=60, by=OMAR, pages=2))
    await console.hear(*course("c", page=3, taken=12, closed=None, pages=3))
    (row,) = (await console.api.get("/numbers")).json()
    assert row == {
        "week": "2026-03-02",
        "level": "SEVERE",
        "cases": 3,
        "closed": 2,
        "to_page": minutes(2, 2.8),
        "to_taken": minutes(4, 10.4),
        "to_closed": minutes(45, 57),
        "pages_per_case": 2.0,
        "missed": 0.5,
    }


async def test_a_case_whose_level_rose_is_counted_from_the_report_that_raised_it(console: Console) -> None:
    await console.set_up()
    case: dict[str, Any] = {"case_id": named("a")}
    await console.hear(
        event(CaseOpened, **case, level=Level.MODERATE, reported_at=T0),
        event(CasePaged, after=100, **case, staff_id=OMAR),
        event(CaseOpened, after=200, **case, revision=2, reported_at=T0 + timedelta(minutes=199)),
        event(CasePaged, after=200, name="severe", **case),
        event(CaseTaken, after=201, **case, revision=3),
        event(CaseClosed, after=259, **case),
    )
    (row,) = (await console.api.get("/numbers")).json()
    assert (row["level"], row["to_page"], row["to_closed"]) == ("SEVERE", minutes(1, 1), minutes(60, 60))
    assert (row["pages_per_case"], row["missed"]) == (1.0, 0.0)


async def test_a_case_that_nobody_was_paged_about_yet_has_no_spans(console: Console) -> None:
    await console.set_up()
    await console.hear(event(CaseOpened, level=Level.MODERATE))
    (row,) = (await console.api.get("/numbers")).json()
    assert row["to_page"] == row["to_taken"] == row["to_closed"] == minutes(None, None)
    assert (row["cases"], row["closed"], row["pages_per_case"], row["missed"]) == (1, 0, 0.0, None)


async def test_weeks_are_the_clinics_own_and_the_newest_and_most_urgent_comes_first(console: Console) -> None:
    await console.set_up()
    # 03:30 UTC on Monday is still Sunday in New York.
    sunday_night = -(11.5 * 60)
    for name, after, level in (
        ("a", 0.0, Level.MODERATE),
        ("b", 0.0, Level.EMERGENCY),
        ("c", sunday_night, Level.SEVERE),
    ):
        at = T0 + timedelta(minutes=after)
        await console.hear(
            event(CaseOpened, after=after, name=name, case_id=named(name), level=level, reported_at=at)
        )
    rows = (await console.api.get("/numbers")).json()
    assert [(row["week"], row["level"]) for row in rows] == [
        ("2026-03-02", "EMERGENCY"),
        ("2026-03-02", "MODERATE"),
        ("2026-02-23", "SEVERE"),
    ]
    assert (await console.api.get("/numbers", params={"weeks": 0})).status_code == 422


async def test_an_opening_that_was_said_before_reports_had_times_counts_from_the_opening(
    console: Console,
) -> None:
    await console.set_up()
    await console.hear(*severe_reply_until_closed())
    (row,) = (await console.api.get("/numbers")).json()
    assert (row["to_page"], row["to_taken"], row["to_closed"]) == (
        minutes(0, 0),
        minutes(2, 2),
        minutes(29, 29),
    )


async def test_the_page_shows_them_and_both_downloads_are_the_same_table(console: Console) -> None:
    await console.set_up()
    await console.hear(*course("a", page=0.5, taken=62, closed=90, by=OMAR, pages=2))
    assert (await console.browser.get("/numbers")).status_code == 303
    await console.sign_in()
    page = (await console.browser.get("/numbers")).text
    for shown in ("02 Mar 2026", "30 s", "1 h 2 min", "100 %", "/numbers/main.csv"):
        assert shown in page
    by_page, by_api = (
        await console.browser.get("/numbers/main.csv"),
        await console.api.get("/numbers.csv"),
    )
    assert by_page.text == by_api.text
    (row,) = csv.DictReader(io.StringIO(by_api.text))
    assert (row["page_median_s"], row["taken_p90_s"], row["not_taken_by_first"]) == (
        "30.0",
        "3720.0",
        "1.000",
    )
    assert "Ana" not in by_api.text
    assert str(ANA.id) not in by_api.text


def test_a_table_leaves_empty_what_there_is_not() -> None:
    nothing = Spread(median=None, ninetieth=None)
    one = Numbers(
        week=date(2026, 3, 2),
        level=Level.UNCLEAR,
        cases=1,
        closed=0,
        to_page=nothing,
        to_taken=nothing,
        to_closed=nothing,
        pages_per_case=0,
        missed=None,
    )
    assert as_csv([one]).splitlines()[1] == "2026-03-02,UNCLEAR,1,0,,,,,,,0.00,"
