"""What Prometheus is told of how long cases take."""

from datetime import timedelta

from prometheus_client import REGISTRY
from support.builders_escalations import concern, rota_changed, staff_reply
from support.clock import StoppedClock
from support.desk_escalations import Desk
from support.heard import said

from aftercare_contracts import CaseOpened, ConcernRaised, Level


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def sums() -> dict[str, float]:
    level = {"level": "SEVERE"}
    return {
        "to page": value("aftercare_case_to_page_seconds_sum", **level),
        "to taken": value("aftercare_case_to_taken_seconds_sum", **level),
        "to closed": value("aftercare_case_to_closed_seconds_sum", **level),
        "pages": value("aftercare_case_pages_sum", **level),
        "ended": value("aftercare_case_pages_count", **level),
        "missed": value("aftercare_cases_paged_and_ended_total", **level, taken_by_first="no"),
        "not missed": value("aftercare_cases_paged_and_ended_total", **level, taken_by_first="yes"),
    }


def since(before: dict[str, float]) -> dict[str, float]:
    return {name: now - before[name] for name, now in sums().items()}


def reported(clock: StoppedClock, **ago: float) -> ConcernRaised:
    return concern("Amira").model_copy(update={"replied_at": clock.now() - timedelta(**ago)})


async def test_a_case_that_omar_takes_for_lena_is_measured_from_the_reply(
    desk: Desk, clock: StoppedClock
) -> None:
    before = sums()
    await desk.hear(rota_changed("Lena", "Omar"), reported(clock, seconds=3))
    (opened,) = await said(desk.works, CaseOpened)
    assert opened.reported_at == clock.now() - timedelta(seconds=3)
    assert since(before)["to page"] == 3
    await desk.pass_by(minutes=15)
    await desk.hear(staff_reply("Omar", "ok"))
    assert since(before)["to taken"] == 15 * 60 + 3
    await desk.pass_by(minutes=10)
    await desk.hear(staff_reply("Omar", "done called her"))
    assert since(before) == {
        "to page": 3,
        "to taken": 15 * 60 + 3,
        "to closed": 25 * 60 + 3,
        "pages": 2,
        "ended": 1,
        "missed": 1,
        "not missed": 0,
    }


async def test_a_case_that_lena_takes_lets_lapse_and_closes_was_taken_by_the_first(
    desk: Desk, clock: StoppedClock
) -> None:
    before = sums()
    await desk.hear(rota_changed("Lena", "Omar"), reported(clock, seconds=1), staff_reply("Lena", "ok"))
    await desk.pass_by(minutes=60)
    await desk.pass_by(minutes=15)
    code = await desk.code()
    await desk.hear(staff_reply("Omar", code), staff_reply("Omar", f"{code} done seen at the clinic"))
    found = since(before)
    assert (found["to taken"], found["to closed"]) == (1, 75 * 60 + 1), "taken is counted once"
    assert (found["not missed"], found["missed"]) == (1, 0)


async def test_a_case_whose_level_rises_begins_anew(desk: Desk, clock: StoppedClock) -> None:
    before = sums()
    await desk.hear(rota_changed("Lena"), concern("Amira", Level.MODERATE))
    await desk.pass_by(minutes=50)
    await desk.hear(
        concern("Amira", Level.SEVERE, number=2).model_copy(
            update={"replied_at": clock.now() - timedelta(seconds=2)}
        )
    )
    assert since(before)["to page"] == 2
