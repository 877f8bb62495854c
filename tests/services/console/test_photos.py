"""What staff see of the photos that patients send."""

import re

import pytest
from support.builders_console import ANA, STRANGER, event, named
from support.console import PHOTO_KEY, Console

from aftercare_console.domain.album import Photo, album
from aftercare_contracts import (
    CaseOpened,
    Event,
    PatientRegistered,
    PhotoErased,
    PhotoKept,
    PhotoMissed,
    ReplyReceived,
    SymptomsAssessed,
    passes,
)

PAGE = f"/patients/{ANA.id}"
REPLY = event(ReplyReceived, words="", photos=2)
KEPT = event(PhotoKept, after=1)
MISSED = event(PhotoMissed, after=2, position=1, photo_id=named("other photo"))


async def test_a_photo_is_on_the_patients_page_and_on_the_cases_with_a_pass_to_it(console: Console) -> None:
    await console.set_up()
    await console.sign_in()
    await console.hear(
        event(PatientRegistered), event(CaseOpened), REPLY, event(SymptomsAssessed), KEPT, MISSED
    )
    for path in (PAGE, "/cases/K7"):
        page = (await console.browser.get(path)).text
        [address] = set(re.findall(r'<img src="([^"]+)"', page))
        found = re.fullmatch(
            r"https://texts\.clinic\.example/photos/([0-9a-f-]+)\?until=(\d+)&amp;pass=([0-9a-f]+)", address
        )
        assert found is not None
        photo_id, until, given = found.groups()
        assert photo_id == str(named("photo"))
        assert given == passes.make(PHOTO_KEY, f"photo {photo_id}", int(until))
        assert "<strong>Photo 2</strong> It is too large: ask for a smaller one." in page
    assert "NO PHOTO" in (await console.browser.get("/")).text


async def test_nobody_gets_a_pass_who_is_not_signed_in(console: Console) -> None:
    await console.set_up()
    await console.hear(event(PatientRegistered), REPLY, KEPT)
    answer = await console.browser.get(PAGE)
    assert (answer.status_code, "pass=" in answer.text) == (303, False)


async def test_a_photo_of_a_shared_number_is_shown_with_each_who_may_have_sent_it(console: Console) -> None:
    await console.set_up()
    await console.sign_in()
    reply = event(ReplyReceived, words="", photos=1, party=STRANGER, candidates=(ANA.id,))
    await console.hear(event(PatientRegistered), reply, event(PhotoKept, after=1, party=STRANGER))
    assert f"/photos/{named('photo')}?" in (await console.browser.get(PAGE)).text


@pytest.mark.parametrize(
    ("told", "shown", "note"),
    [
        ([], False, "It is being fetched from the phone company."),
        ([event(PhotoMissed, reason="Later.")], False, "Later."),
        (
            [event(PhotoMissed, reason="Later."), event(PhotoMissed, after=9, reason="Never.")],
            False,
            "Never.",
        ),
        ([event(PhotoMissed, reason="Later."), event(PhotoKept, after=9)], True, ""),
        ([event(PhotoKept), event(PhotoMissed, after=9, reason="Later.")], True, ""),
        ([event(PhotoErased, after=5, reason="Over."), event(PhotoKept, after=9)], False, "Over."),
    ],
)
def test_what_is_known_of_a_photo_in_whatever_order_it_was_told(
    told: list[Event],
    shown: bool,  # noqa: FBT001 - a column of the table
    note: str,
) -> None:
    reply = event(ReplyReceived, photos=1)
    for events in (told, told[::-1]):
        assert album(reply, [reply, *events]) == (
            Photo(number=1, photo_id=named("photo") if shown else None, note=note),
        )
