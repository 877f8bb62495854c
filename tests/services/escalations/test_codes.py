from datetime import timedelta
from uuid import UUID, uuid4

from conftest import OpenWorks
from support.clock import StoppedClock

from aftercare_chassis import Works
from aftercare_escalations.domain.codes import candidates
from aftercare_escalations.store import Codes


def rivals() -> tuple[UUID, UUID]:
    """Two cases that would like the same code best."""
    known: dict[str, UUID] = {}
    while True:
        case_id = uuid4()
        best = next(candidates(case_id))
        if best in known:
            return known[best], case_id
        known[best] = case_id


async def give(works: Works, case_id: UUID, clinic_id: str = "main") -> str:
    async with works.begin() as work:
        return await Codes(work.connection).give(clinic_id, case_id, work.now)


async def test_two_cases_never_share_a_code_whatever_their_clinics(open_works: OpenWorks) -> None:
    works = await open_works("aftercare_escalations")
    first, second = rivals()
    code = await give(works, first)
    assert await give(works, first) == code, "asked again, the same"
    assert await give(works, second, "another-clinic") != code


async def test_a_code_is_free_again_thirty_days_after_its_case_was_closed_and_not_before(
    open_works: OpenWorks, clock: StoppedClock
) -> None:
    works = await open_works("aftercare_escalations")
    first, second = rivals()
    code = await give(works, first)
    clock.pass_by(timedelta(days=400))
    async with works.begin() as work:
        await Codes(work.connection).release(first, work.now)
    clock.pass_by(timedelta(days=29))
    assert await give(works, second) != code
    clock.pass_by(timedelta(days=1))
    assert await give(works, second) == code
    async with works.begin() as work:
        assert await Codes(work.connection).case_id("main", code) == second
