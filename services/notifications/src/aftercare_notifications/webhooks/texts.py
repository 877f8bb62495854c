"""Somebody texts us."""

from collections.abc import Sequence
from uuid import UUID, uuid5

import structlog
from starlette.requests import Request

from aftercare_chassis import UnitOfWork, Works
from aftercare_contracts import Keyword, Party, PartyKind, ReplyReceived, StaffReplyReceived
from aftercare_notifications.domain.forms import Inbound, Misshapen, inbound
from aftercare_notifications.domain.keywords import acted_on, keyword
from aftercare_notifications.domain.opt_outs import had_opted_out
from aftercare_notifications.domain.pools import Pools
from aftercare_notifications.domain.writers import Writer, home_of, who_wrote
from aftercare_notifications.gateways import metrics
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.store import Arrivals, Consents, Contacts, Messages, Photos
from aftercare_notifications.webhooks.requests import SMS, TurnedAway, query_of, signed_form

_REPLIES = UUID("b7e4a0c6-3f0e-4a55-8f6b-2f1c9b7d6e10")
_log = structlog.get_logger()


async def take_text(request: Request, settings: NotificationsSettings, works: Works) -> None:
    """Keep a text and tell the others, or raise TurnedAway; a repeat of one that is kept does nothing."""
    if query_of(request):
        raise TurnedAway(403, "query")
    form = await signed_form(request, SMS, settings)
    try:
        arrived = inbound(form)
    except Misshapen:
        raise TurnedAway(403, "form") from None
    clinic_id = settings.clinic_of(number=arrived.to, service_sid=arrived.service_sid)
    if clinic_id is None:
        raise TurnedAway(403, "not-ours")
    async with works.begin() as work:
        if await receive(arrived, clinic_id, work, pools=Pools(senders=settings.senders)):
            metrics.RECEIVED.labels("webhook").inc()


async def receive(arrived: Inbound, clinic_id: str, work: UnitOfWork, *, pools: Pools) -> bool:
    """Keep a text and say who wrote what; false for one that is kept already.

    `clinic_id` is that of the number it came to, which may serve other clinics too.
    """
    knowing = await Contacts(work).clinics_knowing(arrived.number)
    clinic_id = home_of(clinic_id, knowing)
    here = await Contacts(work).on_number(clinic_id, arrived.number)
    pages = await Messages(work).pages_to([one for one in here if one.kind is PartyKind.STAFF])
    writer = who_wrote(arrived.words, here, pages=pages, clinic_id=clinic_id, number=arrived.number)
    withdrawn_at = await Consents(work).withdrawn_at(clinic_id, arrived.number)
    opted_out = had_opted_out(withdrawn_at, arrived.written_at)
    meant = keyword(arrived.words, opted_out=opted_out, opt_out_type=arrived.opt_out_type)
    reply_id = uuid5(_REPLIES, arrived.sid)
    heeded = acted_on(meant, arrived.opt_out_type)
    kept = await Arrivals(work).add(arrived, writer, clinic_id=clinic_id, reply_id=reply_id, keyword=heeded)
    if not kept:
        await _compare(arrived, work)
        return False
    if writer.party.kind is PartyKind.STRANGER:
        await Contacts(work).keep_stranger(writer.party, clinic_id, arrived.number)
    topic = await Messages(work).topic_of(writer.party) or writer.party.id
    await _heed(heeded, here or [writer.party], arrived, clinic_id=clinic_id, topic=topic, work=work)
    await _heed_elsewhere(heeded, arrived, home=clinic_id, knowing=knowing, pools=pools, work=work)
    if arrived.photos and writer.party.kind is not PartyKind.STAFF:
        await Photos(work).expect(
            arrived, writer.party, clinic_id=clinic_id, reply_id=reply_id, correlation_id=topic
        )
    _say(arrived, writer, meant, clinic_id=clinic_id, reply_id=reply_id, topic=topic, work=work)
    return True


async def _heed_elsewhere(
    meant: Keyword | None,
    arrived: Inbound,
    *,
    home: str,
    knowing: Sequence[str],
    pools: Pools,
    work: UnitOfWork,
) -> None:
    """A number of ours may be several clinics', and so is what a phone says to it."""
    sender = pools.at(arrived.to, arrived.service_sid)
    match meant:
        case Keyword.STOP:
            theirs = pools.stopped_by(sender, knowing)
        case Keyword.START:
            theirs = pools.started_by(sender, knowing)
        case Keyword.HELP | None:
            return
    for clinic_id in sorted(one for one in theirs if one != home):
        there = await Contacts(work).on_number(clinic_id, arrived.number)
        topic = await Messages(work).topic_of(there[0]) or there[0].id
        await _heed(meant, there, arrived, clinic_id=clinic_id, topic=topic, work=work)


async def _compare(arrived: Inbound, work: UnitOfWork) -> None:
    if await Arrivals(work).words_of(arrived.sid) not in {arrived.words, None}:
        _log.error("text-came-again-with-other-words", sid=arrived.sid)


async def _heed(
    meant: Keyword | None,
    parties: Sequence[Party],
    arrived: Inbound,
    *,
    clinic_id: str,
    topic: UUID,
    work: UnitOfWork,
) -> None:
    """STOP and START hold at once, for everybody who is reached at the number."""
    consents = Consents(work)
    match meant:
        case Keyword.STOP:
            await consents.withdraw(
                clinic_id,
                arrived.number,
                parties=parties,
                source="text STOP",
                correlation_id=topic,
                written_at=arrived.written_at,
            )
        case Keyword.START:
            await consents.give(
                clinic_id, arrived.number, parties=parties, source="text START", correlation_id=topic
            )
        case Keyword.HELP | None:
            pass


def _say(
    arrived: Inbound,
    writer: Writer,
    meant: Keyword | None,
    *,
    clinic_id: str,
    reply_id: UUID,
    topic: UUID,
    work: UnitOfWork,
) -> None:
    told = {
        "event_id": work.new_id(),
        "clinic_id": clinic_id,
        "occurred_at": work.now,
        "correlation_id": topic,
        "reply_id": reply_id,
        "words": arrived.words,
        "received_at": work.now,
    }
    match writer.party.kind:
        case PartyKind.STAFF:
            work.say(StaffReplyReceived(**told, staff_id=writer.party.id))
        case PartyKind.PATIENT | PartyKind.STRANGER:
            work.say(
                ReplyReceived(
                    **told,
                    party=writer.party,
                    candidates=writer.candidates,
                    keyword=meant,
                    photos=arrived.photos,
                )
            )
