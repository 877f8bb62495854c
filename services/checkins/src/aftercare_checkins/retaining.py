"""What check-ins keep, and what of it may go when its time is over: never an open conversation."""

from sqlalchemy import exists, not_
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_chassis.retention import Cutoff, Rule, removing
from aftercare_checkins.domain.conversation import OPEN
from aftercare_checkins.tables import conversations, replies

_open = exists().where(conversations.c.checkin_id == replies.c.checkin_id, conversations.c.state.in_(OPEN))
_replies = removing(replies, replies.c.received_at, not_(_open))
_answered = exists().where(replies.c.checkin_id == conversations.c.checkin_id)
_conversations = removing(
    conversations, conversations.c.deadline_at, conversations.c.state.not_in(OPEN) & not_(_answered)
)


async def _answers(connection: AsyncConnection, cutoff: Cutoff) -> int:
    """Replies first, as they point at their conversation."""
    return await _replies(connection, cutoff) + await _conversations(connection, cutoff)


KEEPS = (Rule(kind="answers", sweep=_answers),)
