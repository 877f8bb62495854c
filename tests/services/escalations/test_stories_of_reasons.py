"""Why somebody was paged, or nobody: it is said with every step, for the case's timeline."""

from datetime import UTC, datetime

from support.builders_escalations import (
    concern,
    page_failed,
    patient,
    rota_changed,
    safety_text_failed,
    staff_reply,
)
from support.desk_escalations import NAMES, Desk
from support.heard import said

from aftercare_contracts import (
    CaseHandedOn,
    CaseNotPaged,
    CasePaged,
    HandOnReason,
    Level,
    NotPagedReason,
    PageReason,
    Purpose,
)


async def reasons(desk: Desk) -> list[tuple[str, int, PageReason | None]]:
    return [(NAMES[one.staff_id], one.round, one.reason) for one in await said(desk.works, CasePaged)]


async def not_paged(desk: Desk) -> list[tuple[NotPagedReason, datetime | None]]:
    return [(one.reason, one.until) for one in await said(desk.works, CaseNotPaged)]


async def test_lena_is_first_on_call_omar_is_next_and_then_a_round_begins(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    await desk.pass_by(minutes=15)
    await desk.pass_by(minutes=15)
    assert await reasons(desk) == [
        ("Lena", 1, PageReason.FIRST_ON_CALL),
        ("Omar", 1, PageReason.NO_ANSWER),
        ("Lena", 2, PageReason.FIRST_ON_CALL),
    ]


async def test_omar_is_paged_as_lenas_page_was_not_delivered_and_rosa_as_he_passed_it_on(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar", "Rosa"), concern("Amira"))
    await desk.hear(page_failed((await desk.messages(Purpose.PAGE))[0]), staff_reply("Omar", "no"))
    assert [why for _, _, why in await reasons(desk)] == [
        PageReason.FIRST_ON_CALL,
        PageReason.NOT_DELIVERED,
        PageReason.PASSED_ON,
    ]
    assert [one.reason for one in await said(desk.works, CaseHandedOn)] == [HandOnReason.PASSED_ON]


async def test_nobody_is_paged_about_a_moderate_case_until_it_has_waited_eight_open_hours(
    desk: Desk,
) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira", Level.MODERATE))
    # Monday 10:00 in New York; eight open hours from then
    overdue_at = datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert await not_paged(desk) == [(NotPagedReason.WORKLIST, overdue_at)]
    await desk.pass_by(hours=8)
    assert await reasons(desk) == [("Lena", 1, PageReason.OVERDUE)]


async def test_an_empty_rota_is_said_once_and_who_joins_it_is_paged_as_it_changed(desk: Desk) -> None:
    await desk.hear(concern("Amira"))
    for _ in range(3):
        await desk.pass_by(minutes=1)
    assert [why for why, _ in await not_paged(desk)] == [NotPagedReason.NOBODY_ON_CALL]
    await desk.hear(rota_changed("Lena"))
    assert await reasons(desk) == [("Lena", 1, PageReason.ROTA_CHANGED)]


async def test_the_only_phone_is_dead_and_it_is_said_when_the_next_round_begins(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira"))
    await desk.hear(page_failed((await desk.messages(Purpose.PAGE))[0]))
    assert await not_paged(desk) == [(NotPagedReason.ALL_TRIED, datetime(2026, 3, 2, 15, 15, tzinfo=UTC))]
    await desk.pass_by(minutes=15)
    assert (await reasons(desk))[-1] == ("Lena", 2, PageReason.FIRST_ON_CALL)


async def test_an_emergency_pages_everybody_and_says_so(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira", Level.EMERGENCY))
    assert [why for _, _, why in await reasons(desk)] == [PageReason.EVERYBODY] * 2


async def test_a_holder_is_paged_about_news_and_loses_the_case_for_a_reason(desk: Desk) -> None:
    await desk.hear(rota_changed("Omar"), concern("Amira"))
    await desk.hear(staff_reply("Lena", await desk.code()), concern("Amira", number=2))
    assert (await reasons(desk))[-1] == ("Lena", 1, PageReason.NEWS)
    await desk.hear(page_failed((await desk.messages(Purpose.PAGE))[-1]))
    assert (await reasons(desk))[-1] == ("Omar", 2, PageReason.NOT_DELIVERED)
    await desk.hear(staff_reply("Lena", await desk.code()))
    await desk.pass_by(minutes=60)
    await desk.pass_by(minutes=15)
    await desk.hear(staff_reply("Lena", await desk.code()), concern("Amira", Level.EMERGENCY, number=3))
    assert [one.reason for one in await said(desk.works, CaseHandedOn)] == [
        HandOnReason.NEWS_NOT_DELIVERED,
        HandOnReason.NO_OUTCOME,
        HandOnReason.RAISED,
    ]


async def test_somebody_is_paged_at_once_when_a_safety_text_did_not_reach_amira(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira", Level.MODERATE))
    await desk.hear(safety_text_failed(patient("Amira")))
    assert await reasons(desk) == [("Lena", 1, PageReason.PATIENT_UNREACHED)]


async def test_who_had_the_case_before_it_got_severe_is_paged_first_and_told_why(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira", Level.MODERATE))
    await desk.hear(staff_reply("Omar", await desk.code()), concern("Amira", Level.SEVERE, number=2))
    assert await reasons(desk) == [("Omar", 1, PageReason.HELD_BEFORE)]
