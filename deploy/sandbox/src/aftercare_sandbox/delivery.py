from __future__ import annotations

import asyncio
import random
import time
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aftercare_sandbox.callbacks import Outcome, Post
from aftercare_sandbox.domain.errors import EXPIRED
from aftercare_sandbox.domain.message import Status, Step, advance
from aftercare_sandbox.parameters import inbound_parameters, media_sid, status_parameters
from aftercare_sandbox.twiml import read_replies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aftercare_sandbox.callbacks import Callbacks
    from aftercare_sandbox.domain.message import Message
    from aftercare_sandbox.domain.optout import Keyword
    from aftercare_sandbox.hub import Hub
    from aftercare_sandbox.settings import Settings
    from aftercare_sandbox.state import State
    from aftercare_sandbox.tasks import Tasks

_STATUS_ATTEMPTS = 100
_STATUS_PATIENCE_S = 60.0
_INBOUND_PATIENCE_S = 60.0
_LOOK_S = 0.05


class Delivery:
    """Walks messages through their statuses, and tells the webhooks."""

    def __init__(
        self,
        *,
        settings: Settings,
        state: State,
        callbacks: Callbacks,
        tasks: Tasks,
        hub: Hub,
    ) -> None:
        self._settings = settings
        self._state = state
        self._callbacks = callbacks
        self._tasks = tasks
        self._hub = hub

    async def walk(self, sid: str, steps: Sequence[Step], *, turn_s: float = 0) -> None:
        """Take every step in its time, the first when it is the text's turn, and none once it has expired.

        Callbacks follow in order, and never hold a status up.
        """
        held: list[Post] = []
        reorder, last = self._state.conditions.reorder, None
        await self._turn(sid, steps, turn_s)
        for step in steps:
            await asyncio.sleep(self._pause_s())
            message = self._take(sid, self._unless_late(sid, step))
            if message is None:
                return
            post = self._status_post(message)
            if post is not None and reorder:
                held.append(post)
            elif post is not None:
                last = self._tasks.start(self._report(post, after=last))
            if message.status is Status.FAILED:
                break
        for post in reversed(held):
            await self._report(post, after=None)

    async def hand_in(self, message: Message, *, url: str | None, keyword: Keyword | None) -> list[str]:
        """Post an inbound text to the webhook of its number; the texts that it answers with."""
        attempts = self._state.conditions.inbound_attempts
        outcome = _nobody(message, url)
        if url is None or attempts == 0:
            self._state.posts.append(asdict(outcome))
        else:
            params = inbound_parameters(
                message,
                settings=self._settings,
                keyword=keyword,
                media_types=[
                    self._state.photos[media_sid(message, one)].media_type for one in range(message.media)
                ],
            )
            outcome = await self._repeat(
                Post(
                    kind="inbound",
                    sid=message.sid,
                    status=message.status,
                    url=url,
                    params=params,
                    attempts=attempts,
                    give_up_after_s=_INBOUND_PATIENCE_S,
                ),
            )
        self._state.messages.change(message.sid, lambda now: replace(now, reached=outcome.taken))
        self._hub.say("phone", message.phone)
        return read_replies(outcome.answer) if outcome.taken else []

    async def _turn(self, sid: str, steps: Sequence[Step], turn_s: float) -> None:
        """Until those before it in the queue are sent; for one that will not leave it, until it expires."""
        stuck = bool(steps) and steps[0].error_code == EXPIRED
        left = time.monotonic() + turn_s
        while (message := self._state.messages.get(sid)) is not None and not self._late(message):
            if not stuck and time.monotonic() >= left:
                return
            await asyncio.sleep(_LOOK_S if stuck else min(_LOOK_S, left - time.monotonic()))

    def _unless_late(self, sid: str, step: Step) -> Step:
        message = self._state.messages.get(sid)
        leaving = step.status in {Status.QUEUED, Status.SENDING, Status.SENT}
        if message is not None and leaving and self._late(message):
            return Step(status=Status.FAILED, error_code=EXPIRED)
        return step

    def _late(self, message: Message) -> bool:
        return message.expires_at is not None and datetime.now(UTC) >= message.expires_at

    def _pause_s(self) -> float:
        conditions = self._state.conditions
        return random.uniform(conditions.min_delay_s, conditions.max_delay_s)

    def _take(self, sid: str, step: Step) -> Message | None:
        message = self._state.messages.change(sid, lambda now: advance(now, step, at=datetime.now(UTC)))
        if message is not None:
            self._hub.say("phone", message.phone)
        return message

    def _status_post(self, message: Message) -> Post | None:
        if message.status_callback is None:
            return None
        return Post(
            kind="status",
            sid=message.sid,
            status=message.status,
            url=message.status_callback,
            params=status_parameters(message, account_sid=self._settings.account_sid),
            attempts=_STATUS_ATTEMPTS,
            give_up_after_s=_STATUS_PATIENCE_S,
        )

    async def _report(self, post: Post, *, after: asyncio.Task[None] | None) -> None:
        if after is not None:
            await asyncio.wait({after})
        await self._repeat(post)

    async def _repeat(self, post: Post) -> Outcome:
        """Post once, and as often again as duplicates are on; the first outcome counts."""
        first = await self._callbacks.deliver(post)
        for _ in range(self._state.conditions.duplicates):
            await self._callbacks.deliver(post)
        return first


def _nobody(message: Message, url: str | None) -> Outcome:
    """The outcome of an inbound text that is not posted at all."""
    return Outcome(
        kind="inbound",
        sid=message.sid,
        status=message.status,
        url=url or "",
        attempts=0,
        status_code=None,
        error="NotPosted",
        answer="",
    )
