from collections.abc import Callable

import pytest
from conftest import OpenWorks

from aftercare_chassis import Works


class Lost(Exception):
    pass


async def test_what_comes_afterwards_happens_once_the_unit_has_committed_and_never_when_it_has_not(
    open_works: OpenWorks,
) -> None:
    works = await open_works("aftercare_scheduling")
    counted: list[str] = []
    async with works.begin() as work:
        work.afterwards(lambda: counted.append("committed"))
        assert not counted
    assert counted == ["committed"]
    with pytest.raises(Lost):
        await _lose(works, lambda: counted.append("rolled back"))
    assert counted == ["committed"]


async def _lose(works: Works, act: Callable[[], None]) -> None:
    async with works.begin() as work:
        work.afterwards(act)
        raise Lost
