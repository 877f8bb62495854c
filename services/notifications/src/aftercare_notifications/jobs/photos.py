"""Photos: fetched from the carrier, forgotten there, and here once their time is over.

The carrier is asked between units of work, as it is for texts; a lease keeps other processes away meanwhile.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import RowMapping

from aftercare_chassis import Job, UnitOfWork, Works, in_one_unit
from aftercare_notifications.domain.photos import (
    GIVEN_UP,
    NOT_YET,
    Again,
    Away,
    Fetched,
    GiveUp,
    PhotoState,
    Picture,
    Unfit,
    after_failure,
    pause,
)
from aftercare_notifications.gateways import metrics
from aftercare_notifications.gateways.carrier import CarrierUnreachable
from aftercare_notifications.gateways.media import Media
from aftercare_notifications.jobs.singly import singly
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.store import Photos

FETCH_PHOTOS, FORGET_PHOTOS, EXPIRE_PHOTOS = "fetch-photos", "forget-photos", "expire-photos"
_AT_ONCE = 4  # of up to 10 MiB each
_BATCH = 100
_LEASE = timedelta(minutes=2)  # longer than listing and fetching may take


def photo_jobs(settings: NotificationsSettings, media: Media) -> Sequence[Job]:
    """What becomes of photos when nobody asks."""
    kept = timedelta(days=settings.photos_kept_days)
    return (
        Job(name=FETCH_PHOTOS, run=partial(_fetch_some, media)),
        Job(name=FORGET_PHOTOS, run=partial(_forget_some, media)),
        Job(name=EXPIRE_PHOTOS, run=in_one_unit(partial(_expire, kept))),
    )


async def _fetch_some(media: Media, works: Works) -> bool:
    async with works.begin() as work:
        claimed = await Photos(work).claim_waiting(_AT_ONCE, _LEASE)
    await asyncio.gather(*(_fetch(row, media, works) for row in claimed))
    return len(claimed) == _AT_ONCE


async def _fetch(row: RowMapping, media: Media, works: Works) -> None:
    sid = row["media_sid"] or await _file_of(row, media, works)
    fetched: Fetched = Away() if sid is None else await media.fetch(row["message_sid"], sid)
    await singly(works, partial(_record, row, fetched), of=row["photo_id"])


async def _file_of(row: RowMapping, media: Media, works: Works) -> str | None:
    """Which of the message's files this photo is; none while the carrier does not say."""
    try:
        listed = await media.of_message(row["message_sid"])
    except CarrierUnreachable:
        return None
    async with works.begin() as work:
        await Photos(work).assign(row["message_sid"], listed)
        known = await Photos(work).waiting(row["photo_id"])
    return None if known is None else known["media_sid"]


async def _record(claimed: RowMapping, fetched: Fetched, work: UnitOfWork) -> None:
    store = Photos(work)
    row = await store.waiting(claimed["photo_id"])
    if row is None:
        return  # erased meanwhile
    match fetched:
        case Picture():
            await store.keep(row, fetched.media_type, fetched.content)
        case Unfit(reason):
            await store.miss(row, reason, PhotoState.REFUSED)
        case Away():
            await _try_again(row, store)
    metrics.PHOTOS.labels(type(fetched).__name__.lower()).inc()


async def _try_again(row: RowMapping, store: Photos) -> None:
    match after_failure(age=row["age"], attempts=row["attempts"], told=row["told"]):
        case Again(after=after, tell=tell):
            if tell:
                await store.miss(row, NOT_YET, PhotoState.WAITING)
            await store.later(row["photo_id"], after)
        case GiveUp():
            await store.miss(row, GIVEN_UP, PhotoState.GIVEN_UP)


async def _forget_some(media: Media, works: Works) -> bool:
    async with works.begin() as work:
        claimed = await Photos(work).claim_left(_AT_ONCE, _LEASE)
    await asyncio.gather(*(_forget(row, media, works) for row in claimed))
    return len(claimed) == _AT_ONCE


async def _forget(row: RowMapping, media: Media, works: Works) -> None:
    """Until it is done: the carrier would keep it for ever."""
    try:
        known = row["media_sid"]
        files = [known] if known else await media.of_message(row["message_sid"])
        for sid in files:
            await media.delete(row["message_sid"], sid)
    except CarrierUnreachable:
        async with works.begin() as work:
            await Photos(work).later(row["photo_id"], pause(row["attempts"]))
        return
    async with works.begin() as work:
        await Photos(work).left_carrier(row["photo_id"])


async def _expire(kept: timedelta, work: UnitOfWork) -> bool:
    return await Photos(work).expire(work.now - kept, _BATCH) == _BATCH
