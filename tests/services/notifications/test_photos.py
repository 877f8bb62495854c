"""Photos: from the carrier to staff, and out of this world when their time is over."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from services.notifications.stage import PHOTO_KEY, Stage, Twilio, sid_of
from sqlalchemy import text
from starlette.applications import Starlette
from support.builders_notifications import (
    MAYA,
    NURSE,
    patient,
    patient_forgotten,
    patient_registered,
    staff_registered,
)
from support.heard import said
from support.media import PHOTO, picture

from aftercare_contracts import PhotoErased, PhotoKept, PhotoMissed, ReplyReceived, passes
from aftercare_notifications.domain.photos import (
    GIVEN_UP,
    NO_PICTURE,
    NOT_YET,
    ON_REQUEST,
    OUT_OF_TIME,
    Again,
    GiveUp,
    Picture,
    Unfit,
    after_failure,
    photo_id,
)
from aftercare_notifications.jobs.photos import EXPIRE_PHOTOS, FETCH_PHOTOS, FORGET_PHOTOS
from aftercare_notifications.pages import photo_routes

SID = sid_of(1)


async def photo_comes(stage: Stage, twilio: Twilio, *, photos: int = 1, number: str = MAYA) -> None:
    await stage.tell(patient_registered())
    answer = await twilio.text("Look", sid=SID, number=number, NumMedia=str(photos))
    assert answer.status_code == 200


async def minutes_pass(stage: Stage, minutes: int) -> None:
    """Of the real time that is counted by PostgreSQL."""
    span = f"interval '{minutes} minutes'"
    moved = ", ".join(f"{one} = {one} - {span}" for one in ("not_before", "created_at"))
    await stage.execute(f"update photos set {moved}")  # noqa: S608


async def test_a_photo_is_fetched_and_then_forgotten_by_the_carrier(stage: Stage, twilio: Twilio) -> None:
    sids = stage.media.put(SID, PHOTO, Picture("image/png", picture("PNG")))
    await photo_comes(stage, twilio, photos=2)
    await stage.run(FETCH_PHOTOS)
    await stage.run(FORGET_PHOTOS)
    [reply] = await said(stage.works, ReplyReceived)
    kept = await said(stage.works, PhotoKept)
    assert {(one.photo_id, one.reply_id, one.position) for one in kept} == {
        (photo_id(SID, position), reply.reply_id, position) for position in range(2)
    }
    assert {one.party for one in kept} == {patient("Maya Ortiz")}
    assert sorted(stage.media.deleted) == sids
    for job in (FETCH_PHOTOS, FORGET_PHOTOS):
        await stage.run(job)
    assert len(await said(stage.works, PhotoKept)) == len(stage.media.deleted) == 2


async def test_a_photo_that_is_not_there_yet_is_asked_for_again(stage: Stage, twilio: Twilio) -> None:
    await photo_comes(stage, twilio)
    await stage.run(FETCH_PHOTOS)
    stage.media.put(SID, PHOTO)
    await stage.run(FETCH_PHOTOS)
    assert await said(stage.works, PhotoKept) == []
    await minutes_pass(stage, 1)
    await stage.run(FETCH_PHOTOS)
    assert len(await said(stage.works, PhotoKept)) == 1
    assert await said(stage.works, PhotoMissed) == []


async def test_staff_are_told_once_of_trouble_and_see_the_photo_when_it_ends(
    stage: Stage, twilio: Twilio
) -> None:
    stage.media.unreachable = True
    await photo_comes(stage, twilio)
    for _ in range(4):
        await stage.run(FETCH_PHOTOS)
        await minutes_pass(stage, 11)
    assert [one.reason for one in await said(stage.works, PhotoMissed)] == [NOT_YET]
    stage.media.unreachable = False
    stage.media.put(SID, PHOTO)
    await stage.run(FETCH_PHOTOS)
    assert len(await said(stage.works, PhotoKept)) == 1


async def test_after_three_days_a_photo_is_given_up(stage: Stage, twilio: Twilio) -> None:
    await photo_comes(stage, twilio)
    await minutes_pass(stage, 3 * 24 * 60)
    await stage.run(FETCH_PHOTOS)
    await minutes_pass(stage, 60)
    await stage.run(FETCH_PHOTOS)
    assert [one.reason for one in await said(stage.works, PhotoMissed)] == [GIVEN_UP]


async def test_what_is_no_picture_is_told_at_once_and_left_with_the_carrier(
    stage: Stage, twilio: Twilio
) -> None:
    stage.media.put(SID, Unfit(NO_PICTURE), PHOTO)
    await photo_comes(stage, twilio, photos=2)
    await stage.run(FETCH_PHOTOS)
    await stage.run(FORGET_PHOTOS)
    assert [(one.position, one.reason) for one in await said(stage.works, PhotoMissed)] == [(0, NO_PICTURE)]
    assert [one.position for one in await said(stage.works, PhotoKept)] == [1]
    assert len(stage.media.files[SID]) == 1


async def test_the_carrier_is_told_to_forget_until_it_does(stage: Stage, twilio: Twilio) -> None:
    stage.media.put(SID, PHOTO)
    await photo_comes(stage, twilio)
    await stage.run(FETCH_PHOTOS)
    stage.media.unreachable = True
    for _ in range(3):
        await stage.run(FORGET_PHOTOS)
        await minutes_pass(stage, 11)
    stage.media.unreachable = False
    await stage.run(FORGET_PHOTOS)
    assert len(stage.media.deleted) == 1


async def test_a_forgotten_patients_photos_go_here_and_at_the_carrier(stage: Stage, twilio: Twilio) -> None:
    stage.media.put(SID, PHOTO)
    await photo_comes(stage, twilio)
    await stage.run(FETCH_PHOTOS)
    later = sid_of(2)
    stage.media.put(later, PHOTO)
    await twilio.text("And this", sid=later, number=MAYA, NumMedia="1")
    await stage.tell(patient_forgotten("Maya Ortiz"))
    assert [one.reason for one in await said(stage.works, PhotoErased)] == [ON_REQUEST] * 2
    for job in (FETCH_PHOTOS, FORGET_PHOTOS):
        await stage.run(job)
    assert stage.media.files == {SID: {}, later: {}}
    async with stage.works.engine.connect() as connection:
        assert (await connection.execute(text("select count(content) from photos"))).scalar() == 0


async def test_a_photo_is_erased_when_its_time_is_over(stage: Stage, twilio: Twilio) -> None:
    stage.media.put(SID, PHOTO)
    await photo_comes(stage, twilio)
    await stage.run(FETCH_PHOTOS)
    await stage.execute("update photos set received_at = received_at - interval '364 days'")
    await stage.run(EXPIRE_PHOTOS)
    assert await said(stage.works, PhotoErased) == []
    await stage.execute("update photos set received_at = received_at - interval '2 days'")
    await stage.run(EXPIRE_PHOTOS)
    await stage.run(EXPIRE_PHOTOS)
    assert [one.reason for one in await said(stage.works, PhotoErased)] == [OUT_OF_TIME]
    assert (await look(stage, photo_id(SID, 0))).status_code == 404


async def test_a_photo_of_nobody_known_is_kept_and_one_of_staff_is_not(stage: Stage, twilio: Twilio) -> None:
    await stage.tell(staff_registered())
    for number, phone in enumerate((MAYA, NURSE), start=1):
        stage.media.put(sid_of(number), PHOTO)
        await twilio.text("Look", sid=sid_of(number), number=phone, NumMedia="1")
    await stage.run(FETCH_PHOTOS)
    [kept] = await said(stage.works, PhotoKept)
    [reply] = await said(stage.works, ReplyReceived)
    assert kept.party == reply.party


async def look(stage: Stage, identity: UUID, *, key: str = PHOTO_KEY, **query: str) -> httpx.Response:
    """As a browser does that was given an address by the console."""
    async with stage.works.engine.connect() as connection:
        now = int((await connection.execute(text("select extract(epoch from now())"))).scalar_one())
    until = passes.end_of(now)
    asked = {"until": str(until), "pass": passes.make(key, f"photo {identity}", until)} | query
    app = httpx.ASGITransport(app=Starlette(routes=photo_routes(stage.settings, stage.works)))
    async with httpx.AsyncClient(transport=app, base_url="http://inside") as browser:
        return await browser.get(f"/photos/{identity}", params=asked)


async def test_whoever_has_a_pass_sees_the_photo_and_nothing_of_it_stays_in_the_browser(
    stage: Stage, twilio: Twilio
) -> None:
    stage.media.put(SID, PHOTO)
    await photo_comes(stage, twilio)
    await stage.run(FETCH_PHOTOS)
    shown = await look(stage, photo_id(SID, 0))
    assert (shown.status_code, shown.headers["content-type"], shown.content) == (
        200,
        "image/jpeg",
        PHOTO.content,
    )
    assert "no-store" in shown.headers["cache-control"]
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "query",
    [
        {"pass": "0" * 64},
        {"pass": ""},
        {"pass": "ä"},
        {"until": "0"},
        {"until": "99999999999"},
        {"until": "9" * 400},
        {"until": "-1"},
        {"until": "soon"},
    ],
)
async def test_nobody_sees_a_photo_without_a_pass(
    stage: Stage, twilio: Twilio, query: dict[str, str]
) -> None:
    stage.media.put(SID, PHOTO)
    await photo_comes(stage, twilio)
    await stage.run(FETCH_PHOTOS)
    answer = await look(stage, photo_id(SID, 0), **query)
    assert (answer.status_code, answer.content == PHOTO.content) == (403, False)


async def test_a_pass_is_for_one_photo_of_one_clinics_console(stage: Stage, twilio: Twilio) -> None:
    stage.media.put(SID, PHOTO, PHOTO)
    await photo_comes(stage, twilio, photos=2)
    await stage.run(FETCH_PHOTOS)
    first, second = photo_id(SID, 0), photo_id(SID, 1)
    other = str((await look(stage, second)).request.url.params["pass"])
    assert (await look(stage, first, **{"pass": other})).status_code == 403
    assert (await look(stage, first, key="another key")).status_code == 403


@pytest.mark.parametrize(
    ("now", "until", "lasts"),
    [(0, 1200, 1200), (599, 1200, 601), (600, 1800, 1200), (1_790_000_000, 1_790_001_000, 1000)],
)
def test_a_pass_lasts_ten_minutes_at_least_and_is_the_same_for_ten(now: int, until: int, lasts: int) -> None:
    assert passes.end_of(now) == until
    made = passes.make("key", "thing", until)
    assert passes.honours("key", "thing", until, made, now=now)
    assert passes.honours("key", "thing", until, made, now=now + lasts - 1)
    assert not passes.honours("key", "thing", until, made, now=now + lasts)


@pytest.mark.parametrize(
    ("age", "attempts", "told", "decision"),
    [
        (timedelta(seconds=1), 1, False, Again(after=timedelta(seconds=4), tell=False)),
        (timedelta(minutes=10), 6, False, Again(after=timedelta(seconds=128), tell=True)),
        (timedelta(minutes=10), 6, True, Again(after=timedelta(seconds=128), tell=False)),
        (timedelta(days=2), 400, True, Again(after=timedelta(minutes=10), tell=False)),
        (timedelta(days=3), 900, True, GiveUp()),
    ],
)
def test_how_long_a_photo_is_asked_for(
    age: timedelta,
    attempts: int,
    told: bool,  # noqa: FBT001 - a column of the table
    decision: object,
) -> None:
    assert after_failure(age=age, attempts=attempts, told=told) == decision
