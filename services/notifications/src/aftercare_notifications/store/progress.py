"""What became of a text: each step is written and told in one act, so that it is told once."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, func, literal_column

from aftercare_chassis import UnitOfWork
from aftercare_notifications.domain.errors import Kind, meaning
from aftercare_notifications.domain.following import FIRST_QUESTION
from aftercare_notifications.domain.lookups import FIRST_LOOK
from aftercare_notifications.domain.pace import LONGEST_PAUSE
from aftercare_notifications.domain.progress import CARRIER_STATUSES, News, State, advance, is_ours, is_step
from aftercare_notifications.domain.sending import Lane
from aftercare_notifications.gateways import metrics
from aftercare_notifications.settings.senders import Sender
from aftercare_notifications.store.arrivals import Arrivals
from aftercare_notifications.store.holds import hold, works_again
from aftercare_notifications.store.messages import Messages
from aftercare_notifications.store.telling import learn, tell
from aftercare_notifications.tables import messages

# Doubling from a second to half a minute, or what the carrier asks for, and never all at the same moment.
_BACK_OFF = func.least(func.power(2, func.least(messages.c.attempts, 6) - 1), 30)


def _later(pause: timedelta | None) -> ColumnElement[datetime]:
    asked = min(pause or timedelta(0), LONGEST_PAUSE).total_seconds()
    span = func.greatest(_BACK_OFF * (0.75 + func.random() / 2), asked * (1 + func.random() / 4))
    return func.now() + span * literal_column("interval '1 second'")


class Progress:
    """Steps of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._messages = Messages(work)

    async def accepted(
        self,
        message_id: UUID,
        attempt: int,
        sid: str,
        status: str,
        code: int | None = None,
        *,
        account_sid: str | None = None,
    ) -> None:
        """The carrier has the text; a sid that belongs to another text of ours leaves this one in doubt.

        The text is locked before the sid is taken, as it is in a report, which may come at the same moment.
        A report that came before, and did not say which text of ours it is about, counts now.
        """
        row = await self._messages.locked(message_id)
        if row is None:
            return
        if not await self._messages.link(sid, message_id, account_sid):
            await self.in_doubt(message_id, attempt)
            return
        await self._messages.change(message_id, sid=sid)
        await self._step(row, _state(status), code)
        for early in await Arrivals(self._work).reports_of(sid):
            await self.reported(message_id, sid, early["status"], early["code"], account_sid=account_sid)

    async def reported(
        self, message_id: UUID, sid: str, status: str, code: int | None, *, account_sid: str | None = None
    ) -> bool:
        """The carrier reports on one of its texts; false when we know of none such.

        Of a text that was sent twice the copy that arrives counts, and only the later one can fail it.
        """
        row = await self._messages.locked(message_id)
        if row is None or not await self._messages.link(sid, message_id, account_sid):
            return False
        state = _state(status)
        if row["sid"] is None:
            await self._messages.change(message_id, sid=sid)
        if state is not State.FAILED or row["sid"] in {None, sid}:
            await self._step(row, state, code)
        return True

    async def refused(
        self, message_id: UUID, attempt: int, code: int, sender: Sender, *, elsewhere: bool = False
    ) -> None:
        """The carrier did not take the text, and said why; `elsewhere` if another sender tries it next."""
        row = await self._messages.locked(message_id)
        if row is None or not _is_at(row, attempt):
            return
        match meaning(code).kind:
            case Kind.PERMANENT:
                await self.failed(row, code, meaning(code).reason)
            case Kind.TRANSIENT:
                await self.not_sent(message_id, attempt)
            case Kind.SENDER if not elsewhere and await self._is_its_own_fault(row, code, sender):
                await self.failed(row, code, meaning(code).reason)
            case Kind.SENDER:
                await self._hold(row, code, sender.address)
            case Kind.ACCOUNT:
                await self._hold(row, code, sender.account)

    async def not_sent(
        self,
        message_id: UUID,
        attempt: int,
        *,
        pause: timedelta | None = None,
        blind: bool = False,
        repeat: bool = False,
    ) -> None:
        """The carrier never had the text, or (a `repeat`) it may have: it is due again a little later."""
        again = {
            "misses": 0,
            "blind": messages.c.blind + int(blind),
            "repeats": messages.c.repeats + int(repeat),
            "not_before": _later(pause),
        }
        await self._change_ours(message_id, attempt, state=State.REQUESTED, **again)

    async def in_doubt(self, message_id: UUID, attempt: int, *, pause: timedelta | None = None) -> None:
        """Nobody can say whether the carrier has the text: it is to be looked up."""
        soon = func.now() + min(max(FIRST_LOOK, pause or FIRST_LOOK), LONGEST_PAUSE)
        await self._change_ours(message_id, attempt, state=State.UNKNOWN, not_before=soon)

    async def _hold(self, row: RowMapping, code: int, whose: str) -> None:
        await learn(self._work, row, code)
        await hold(self._work.connection, whose, code)
        # Behind those that wait, or one text that the sender cannot send would be tried first each time.
        await self._messages.change(row["message_id"], code=code, held_until=self._work.now)
        await self.not_sent(row["message_id"], row["attempts"])

    async def _is_its_own_fault(self, row: RowMapping, code: int, sender: Sender) -> bool:
        """Whether a text is refused again while others get through, as with a country out of reach."""
        return row["code"] == code and await works_again(self._work.connection, sender.address)

    async def failed(self, row: RowMapping, code: int | None, reason: str) -> None:
        """The text will not reach the phone."""
        values = {"state": State.FAILED, "code": code, "reason": reason}
        await self._messages.change(row["message_id"], **values)
        tell(self._work, row, News.FAILED, code, reason)
        await learn(self._work, row, code)

    async def dropped(self, row: RowMapping, reason: str) -> None:
        """The text is of no more use, and is not sent."""
        await self._messages.change(row["message_id"], state=State.DROPPED, reason=reason)
        tell(self._work, row, News.DROPPED, None, reason)

    async def _change_ours(self, message_id: UUID, attempt: int, **values: object) -> None:
        row = await self._messages.locked(message_id)
        if row is not None and _is_at(row, attempt):
            await self._messages.change(message_id, **values)

    async def _step(self, row: RowMapping, to: State, code: int | None) -> None:
        state = State(row["state"])
        if not is_step(state, to):
            return
        reason = meaning(code).reason if to is State.FAILED else None
        ask_at = func.now() + FIRST_QUESTION[Lane(row["lane"])]
        values = {"state": to, "code": code, "reason": reason, "not_before": ask_at}
        taken = {"taken_at": self._work.now} if is_ours(state) else {}
        await self._messages.change(row["message_id"], **values, **taken)
        for news in advance(state, to):
            tell(self._work, row, news, code, reason)
        await learn(self._work, row, code)


def _is_at(row: RowMapping, attempt: int) -> bool:
    """Whether a text is still at this attempt; news of an older one must not undo what came after it."""
    return is_ours(State(row["state"])) and bool(row["attempts"] == attempt)


def _state(status: str) -> State:
    """What a word of the carrier means; one we do not know shows at least that the carrier has the text."""
    if status not in CARRIER_STATUSES:
        metrics.STRANGE_REPORTS.labels("status").inc()
    return CARRIER_STATUSES.get(status, State.QUEUED)
