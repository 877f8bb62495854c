"""What notifications keeps, and what of it may go when its time is over: never an unsent text."""

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_chassis.retention import BATCH, Cutoff, Rule, blanking, removing
from aftercare_notifications.domain.progress import State
from aftercare_notifications.tables import callbacks, calls, consent_ledger, copies, inbound, messages

# What the carrier has taken and never told the end of, as some networks do not, is over too once so old.
_OVER = (State.DELIVERED, State.FAILED, State.DROPPED, State.QUEUED, State.SENT)
_personal = or_(messages.c.text != "", messages.c.body_sent.is_not(None), messages.c.number.is_not(None))
_newer = consent_ledger.alias("newer")
_replaced = exists().where(
    _newer.c.clinic_id == consent_ledger.c.clinic_id,
    _newer.c.number == consent_ledger.c.number,
    _newer.c.id > consent_ledger.c.id,
)


async def _messages(connection: AsyncConnection, cutoff: Cutoff) -> int:
    """Texts, and what the carrier made of them."""
    old = select(messages.c.message_id).where(
        messages.c.state.in_(_OVER), cutoff.passed(messages.c.created_at)
    )
    query = old.order_by(messages.c.created_at).limit(BATCH).with_for_update(skip_locked=True)
    ids = list((await connection.execute(query)).scalars())
    for table in (copies, messages):
        await connection.execute(delete(table).where(table.c.message_id.in_(ids)))
    return len(ids)


KEEPS = (
    Rule(
        kind="message-bodies",
        sweep=blanking(
            messages,
            messages.c.created_at,
            messages.c.state.in_(_OVER) & _personal,
            {"text": "", "names": {}, "number": None, "body_sent": None},
        ),
    ),
    Rule(kind="messages", sweep=_messages),
    Rule(kind="calls", sweep=removing(calls, calls.c.created_at, calls.c.state == "ended")),
    Rule(kind="callbacks", sweep=removing(callbacks, callbacks.c.at)),
    Rule(
        kind="inbound-words",
        sweep=blanking(
            inbound,
            inbound.c.created_at,
            inbound.c.words.is_not(None) | inbound.c.number.is_not(None),
            {"words": None, "number": None},
        ),
    ),
    Rule(kind="inbound", sweep=removing(inbound, inbound.c.created_at)),
    Rule(kind="consent-ledger", sweep=removing(consent_ledger, consent_ledger.c.at, _replaced)),
)
