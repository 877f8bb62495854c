"""What became of a text: each step is written and told in one act, so that it is told once."""

from uuid import UUID

import structlog
from sqlalchemy import RowMapping, func, text

from aftercare_chassis import UnitOfWork
from aftercare_contracts import MessageDelivered, MessageFailed, MessageSent, Purpose
from aftercare_notifications.domain.errors import OPTED_OUT, Kind, meaning
from aftercare_notifications.domain.lookups import FIRST_LOOK
from aftercare_notifications.domain.progress import CARRIER_STATUSES, News, State, advance, is_ours, is_step
from aftercare_notifications.gateways import metrics
from aftercare_notifications.store.consents import Consents
from aftercare_notifications.store.contacts import Contacts
from aftercare_notifications.store.holds import hold
from aftercare_notifications.store.messages import Messages, party_of

_log = structlog.get_logger()
# Doubling from a second to half a minute, and never all at the same moment.
_LATER = text(
    "now() + least(power(2, messages.attempts - 1), 30) * (0.75 + random() / 2) * interval '1 second'"
)


class Progress:
    """Steps of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._messages = Messages(work)

    async def accepted(
        self, message_id: UUID, attempt: int, sid: str, status: str, code: int | None = None
    ) -> None:
        """The carrier has the text; a sid that belongs to another text of ours leaves this one in doubt.

        The text is locked before the sid is taken, as it is in a report, which may come at the same moment.
        """
        row = await self._messages.locked(message_id)
        if row is None:
            return
        if not await self._messages.link(sid, message_id):
            await self.in_doubt(message_id, attempt)
            return
        await self._messages.change(message_id, sid=sid)
        await self._step(row, _state(status), code)

    async def reported(self, message_id: UUID, sid: str, status: str, code: int | None) -> bool:
        """The carrier reports on one of its texts; false when we know of none such.

        Of a text that was sent twice the copy that arrives counts, and only the later one can fail it.
        """
        row = await self._messages.locked(message_id)
        if row is None or not await self._messages.link(sid, message_id):
            return False
        state = _state(status)
        if row["sid"] is None:
            await self._messages.change(message_id, sid=sid)
        if state is not State.FAILED or row["sid"] in {None, sid}:
            await self._step(row, state, code)
        return True

    async def refused(self, message_id: UUID, attempt: int, code: int) -> None:
        """The carrier did not take the text, and said why."""
        row = await self._messages.locked(message_id)
        if row is None or not _is_at(row, attempt):
            return
        match meaning(code).kind:
            case Kind.PERMANENT:
                await self.failed(row, code, meaning(code).reason)
            case Kind.TRANSIENT | Kind.OPERATOR:
                await self._learn(row, code)
                await self.not_sent(message_id, attempt)

    async def not_sent(self, message_id: UUID, attempt: int) -> None:
        """The carrier never had the text: it is due again a little later."""
        await self._change_ours(message_id, attempt, state=State.REQUESTED, misses=0, not_before=_LATER)

    async def in_doubt(self, message_id: UUID, attempt: int) -> None:
        """Nobody can say whether the carrier has the text: it is to be looked up."""
        soon = func.now() + FIRST_LOOK
        await self._change_ours(message_id, attempt, state=State.UNKNOWN, not_before=soon)

    async def failed(self, row: RowMapping, code: int | None, reason: str) -> None:
        """The text will not reach the phone."""
        values = {"state": State.FAILED, "code": code, "reason": reason}
        await self._messages.change(row["message_id"], **values)
        self._tell(row, News.FAILED, code, reason)
        await self._learn(row, code)

    async def _change_ours(self, message_id: UUID, attempt: int, **values: object) -> None:
        row = await self._messages.locked(message_id)
        if row is not None and _is_at(row, attempt):
            await self._messages.change(message_id, **values)

    async def _step(self, row: RowMapping, to: State, code: int | None) -> None:
        state = State(row["state"])
        if not is_step(state, to):
            return
        reason = meaning(code).reason if to is State.FAILED else None
        await self._messages.change(row["message_id"], state=to, code=code, reason=reason)
        for news in advance(state, to):
            self._tell(row, news, code, reason)
        await self._learn(row, code)

    async def _learn(self, row: RowMapping, code: int | None) -> None:
        if code == OPTED_OUT and row["number"] is not None:
            parties = await Contacts(self._work).on_number(row["clinic_id"], row["number"])
            await Consents(self._work).withdraw(
                row["clinic_id"],
                row["number"],
                parties=parties or [party_of(row)],
                source="carrier",
                correlation_id=row["correlation_id"],
            )
        if code is not None and meaning(code).kind is Kind.OPERATOR:
            _log.error("operator-must-act-at-the-carrier", code=code, message_id=str(row["message_id"]))
            await hold(self._work.connection, code)

    def _tell(self, row: RowMapping, news: News, code: int | None, reason: str | None) -> None:
        metrics.MESSAGES.labels(row["purpose"], news).inc()
        told = {
            "event_id": self._work.new_id(),
            "clinic_id": row["clinic_id"],
            "occurred_at": self._work.now,
            "correlation_id": row["correlation_id"],
            "message_id": row["message_id"],
            "party": party_of(row),
            "purpose": Purpose(row["purpose"]),
        }
        match news:
            case News.SENT:
                self._work.say(MessageSent(**told, wording=row["wording"], text=row["body_sent"] or ""))
            case News.DELIVERED:
                self._work.say(MessageDelivered(**told))
            case News.FAILED:
                self._work.say(MessageFailed(**told, code=code, reason=reason or meaning(code).reason))


def _is_at(row: RowMapping, attempt: int) -> bool:
    """Whether a text is still at this attempt; news of an older one must not undo what came after it."""
    return is_ours(State(row["state"])) and bool(row["attempts"] == attempt)


def _state(status: str) -> State:
    """What a word of the carrier means; one we do not know shows at least that the carrier has the text."""
    if status not in CARRIER_STATUSES:
        metrics.STRANGE_REPORTS.labels("status").inc()
    return CARRIER_STATUSES.get(status, State.QUEUED)
