from __future__ import annotations

import asyncio
import random
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aftercare_sandbox.call_parameters import call_parameters
from aftercare_sandbox.callbacks import Post
from aftercare_sandbox.conversation import Conversation
from aftercare_sandbox.domain.call import Call, CallStatus, advance
from aftercare_sandbox.domain.call_behaviour import RINGS, CallBehaviour, CallKind
from aftercare_sandbox.line import Line

if TYPE_CHECKING:
    from aftercare_sandbox.callbacks import Callbacks
    from aftercare_sandbox.clock import SystemClock
    from aftercare_sandbox.domain.dialling import Dialling
    from aftercare_sandbox.hub import Hub
    from aftercare_sandbox.settings import Settings
    from aftercare_sandbox.state import State
    from aftercare_sandbox.tasks import Tasks

_STATUS_ATTEMPTS, _STATUS_PATIENCE_S = 100, 60.0


class Exchange:
    """Puts calls through, and tells the webhooks how far they have come."""

    def __init__(
        self,
        *,
        settings: Settings,
        state: State,
        clock: SystemClock,
        callbacks: Callbacks,
        tasks: Tasks,
        hub: Hub,
    ) -> None:
        self._settings = settings
        self._state = state
        self._clock = clock
        self._callbacks = callbacks
        self._tasks = tasks
        self._hub = hub
        self.lines: dict[str, Line] = {}

    def take_behaviour(self, number: str) -> CallBehaviour:
        """How the number takes this call."""
        behaviour = self._state.call_behaviours.get(number, RINGS)
        if behaviour.times is not None:
            left = behaviour.times - 1
            self._state.call_behaviours[number] = replace(behaviour, times=left)
            if left <= 0:
                del self._state.call_behaviours[number]
        return behaviour

    def dial(self, wanted: Dialling, behaviour: CallBehaviour) -> Call:
        """Accept a call of the API; it goes on its way after the answer."""
        now = datetime.now(UTC)
        call = Call(
            sid="CA" + secrets.token_hex(16),
            seq=self._state.calls.next_seq(),
            to=wanted.to,
            from_=wanted.from_,
            url=wanted.url,
            status=CallStatus.QUEUED,
            ring_s=wanted.ring_s,
            created_at=now,
            updated_at=now,
            shown_at=self._clock.now(),
            status_callback=wanted.status_callback,
            events=wanted.events,
            history=(CallStatus.QUEUED,),
        )
        self._state.calls.put(call)
        self._state.touch(call.phone)
        self.lines[call.sid] = line = Line()
        self._tasks.start(self._put_through(call, behaviour, line))
        return call

    async def _put_through(self, call: Call, behaviour: CallBehaviour, line: Line) -> None:
        try:
            told = self._tell(call, CallStatus.INITIATED, None)
            await asyncio.sleep(self._pause_s())
            if behaviour.kind is CallKind.FAIL:
                self._step(call.sid, CallStatus.FAILED, told)
                return
            told = self._step(call.sid, CallStatus.RINGING, told)
            end = await self._picked_up(call, behaviour, line)
            if end is CallStatus.IN_PROGRESS:
                told = self._step(call.sid, end, told)
                await self._converse(call, behaviour, line)
                end = CallStatus.COMPLETED
            self._step(call.sid, end, told)
        finally:
            self.lines.pop(call.sid, None)

    async def _picked_up(self, call: Call, behaviour: CallBehaviour, line: Line) -> CallStatus:
        await asyncio.sleep(self._pause_s())
        match behaviour.kind:
            case CallKind.ANSWER | CallKind.MACHINE:
                return CallStatus.IN_PROGRESS
            case CallKind.BUSY:
                return CallStatus.BUSY
            case CallKind.NO_ANSWER:
                return CallStatus.NO_ANSWER
            case _:
                outcome = {True: CallStatus.IN_PROGRESS, False: CallStatus.BUSY, None: CallStatus.NO_ANSWER}
                return outcome[await line.picked_up(call.ring_s)]

    async def _converse(self, call: Call, behaviour: CallBehaviour, line: Line) -> None:
        match behaviour.kind:
            case CallKind.ANSWER:
                line.press(behaviour.digits)
            case CallKind.MACHINE:
                line.put_down()
            case _:
                pass
        conversation = Conversation(
            settings=self._settings, state=self._state, callbacks=self._callbacks, hub=self._hub
        )
        await conversation.hold(call.sid, call.url, line)

    def _pause_s(self) -> float:
        conditions = self._state.conditions
        return random.uniform(conditions.min_delay_s, conditions.max_delay_s)

    def _step(
        self, sid: str, status: CallStatus, after: asyncio.Task[None] | None
    ) -> asyncio.Task[None] | None:
        call = self._state.calls.change(sid, lambda now: advance(now, status, at=datetime.now(UTC)))
        if call is None:
            return after
        self._hub.say("phone", call.phone)
        return self._tell(call, status, after)

    def _tell(
        self, call: Call, status: CallStatus, after: asyncio.Task[None] | None
    ) -> asyncio.Task[None] | None:
        """Post a status after the one before it; none of them holds the call up."""
        if call.status_callback is None or not call.is_reported(status):
            return after
        post = Post(
            kind="call",
            sid=call.sid,
            status=status,
            url=call.status_callback,
            params=call_parameters(call, status, account_sid=self._settings.account_sid),
            attempts=_STATUS_ATTEMPTS,
            give_up_after_s=_STATUS_PATIENCE_S,
        )
        return self._tasks.start(self._report(post, after))

    async def _report(self, post: Post, after: asyncio.Task[None] | None) -> None:
        if after is not None:
            await asyncio.wait({after})
        for _ in range(1 + self._state.conditions.duplicates):
            await self._callbacks.deliver(post)
