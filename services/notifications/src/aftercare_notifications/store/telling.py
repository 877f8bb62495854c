"""What the others, and the operator, are told of a text."""

import structlog
from sqlalchemy import RowMapping

from aftercare_chassis import UnitOfWork
from aftercare_contracts import MessageDelivered, MessageFailed, MessageSent, Purpose
from aftercare_notifications.domain.errors import OPTED_OUT, meaning
from aftercare_notifications.domain.progress import News
from aftercare_notifications.gateways import metrics
from aftercare_notifications.store.consents import Consents
from aftercare_notifications.store.contacts import Contacts
from aftercare_notifications.store.messages import party_of

_log = structlog.get_logger()


def tell(work: UnitOfWork, row: RowMapping, news: News, code: int | None, reason: str | None) -> None:
    """Say how far a text has come; one that we drop is told as one that failed, and counted apart."""
    metrics.MESSAGES.labels(row["purpose"], news).inc()
    told = {
        "event_id": work.new_id(),
        "clinic_id": row["clinic_id"],
        "occurred_at": work.now,
        "correlation_id": row["correlation_id"],
        "message_id": row["message_id"],
        "party": party_of(row),
        "purpose": Purpose(row["purpose"]),
    }
    match news:
        case News.SENT:
            work.say(MessageSent(**told, wording=row["wording"], text=row["body_sent"] or ""))
        case News.DELIVERED:
            work.say(MessageDelivered(**told))
        case News.FAILED | News.DROPPED:
            work.say(MessageFailed(**told, code=code, reason=reason or meaning(code).reason))


async def learn(work: UnitOfWork, row: RowMapping, code: int | None) -> None:
    """Heed what a code says besides: that the number opted out, or that the operator must act."""
    if code == OPTED_OUT and row["number"] is not None:
        parties = await Contacts(work).on_number(row["clinic_id"], row["number"])
        await Consents(work).withdraw(
            row["clinic_id"],
            row["number"],
            parties=parties or [party_of(row)],
            source="carrier",
            correlation_id=row["correlation_id"],
        )
    if code is not None and meaning(code).kind.is_the_operators:
        _log.error("operator-must-act-at-the-carrier", code=code, message_id=str(row["message_id"]))
