from __future__ import annotations

import secrets
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aftercare_sandbox.album import Picture, photos_of
from aftercare_sandbox.domain.behaviour import DELIVERS, Behaviour, fixed_behaviour, itinerary
from aftercare_sandbox.domain.errors import TwilioError
from aftercare_sandbox.domain.message import Direction, Message, Status
from aftercare_sandbox.domain.optout import CANNED_REPLIES, Keyword, read_keyword
from aftercare_sandbox.domain.segments import count_segments
from aftercare_sandbox.state import OptOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aftercare_sandbox.clock import SystemClock
    from aftercare_sandbox.delivery import Delivery
    from aftercare_sandbox.domain.outgoing import Outgoing
    from aftercare_sandbox.exchange import Exchange
    from aftercare_sandbox.hub import Hub
    from aftercare_sandbox.queues import Queues
    from aftercare_sandbox.settings import Settings
    from aftercare_sandbox.state import State
    from aftercare_sandbox.tasks import Tasks
    from aftercare_sandbox.weather import Weather


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Takes texts from both ends, and remembers who does not want any."""

    settings: Settings
    state: State
    clock: SystemClock
    delivery: Delivery
    exchange: Exchange
    tasks: Tasks
    hub: Hub
    weather: Weather
    queues: Queues

    def take_behaviour(self, number: str) -> Behaviour:
        """How the number behaves this time."""
        behaviour = self.state.behaviours.get(number)
        if behaviour is None:
            return fixed_behaviour(number)
        if behaviour.times is not None:
            left = behaviour.times - 1
            self.state.behaviours[number] = replace(behaviour, times=left)
            if left <= 0:
                del self.state.behaviours[number]
        return behaviour

    def send(self, outgoing: Outgoing, behaviour: Behaviour) -> Message:
        """Accept a text of the API; TwilioError 21610 for who has opted out."""
        sender = outgoing.from_ or self._sender_of(outgoing.service_sid or "", outgoing.to)
        if OptOut(sender, outgoing.to) in self.state.opt_outs:
            raise TwilioError(21610)
        turn_s = self.queues.join(sender, count_segments(outgoing.text))
        message = self._new(
            direction=Direction.OUTBOUND_API,
            from_=sender,
            to=outgoing.to,
            text=outgoing.text,
            media=outgoing.media,
            status=Status.QUEUED if outgoing.service_sid is None else Status.ACCEPTED,
            service_sid=outgoing.service_sid,
            status_callback=outgoing.status_callback,
            validity_s=outgoing.validity_s,
        )
        self._keep_photos(message)
        steps = itinerary(behaviour, through_service=outgoing.service_sid is not None)
        self.tasks.start(self.delivery.walk(message.sid, steps, turn_s=turn_s))
        return message

    def receive(
        self, *, phone: str, to: str | None, words: str, media: int, pictures: Sequence[Picture] = ()
    ) -> Message:
        """Take what a person texted, and hand it in at the webhook of the number."""
        to = to or self._last_sender(phone)
        opt_out = OptOut(to, phone)
        opted_out = opt_out in self.state.opt_outs
        keyword = read_keyword(words, opted_out=opted_out)
        message = self._new(
            direction=Direction.INBOUND,
            from_=phone,
            to=to,
            text=words,
            media=media,
            status=Status.RECEIVED,
            service_sid=next((sid for sid, numbers in self.state.services.items() if to in numbers), None),
        )
        self._keep_photos(message, pictures)
        # The numbers of a messaging service are one sender: whoever stops one of them stops all.
        together = {OptOut(one, phone) for one in self.state.services.get(message.service_sid or "", (to,))}
        if keyword is Keyword.STOP:
            self.state.opt_outs |= together
        if keyword is Keyword.START:
            self.state.opt_outs -= together
        if (
            keyword is not None
            and self.state.conditions.canned_replies
            and not (opted_out and keyword is Keyword.STOP)
        ):
            self._reply(message, CANNED_REPLIES[keyword])
        self.tasks.start(self._hand_in(message, keyword))
        return message

    def _keep_photos(self, message: Message, pictures: Sequence[Picture] = ()) -> None:
        self.state.photos |= {one.sid: one for one in photos_of(message, pictures)}

    async def _hand_in(self, message: Message, keyword: Keyword | None) -> None:
        url = self.state.webhooks.get(message.to, self.settings.sms_webhook)
        shown = keyword if self.state.conditions.advanced_opt_out else None
        for text in await self.delivery.hand_in(message, url=url, keyword=shown):
            if OptOut(message.to, message.from_) not in self.state.opt_outs:
                self._reply(message, text)

    def _reply(self, inbound: Message, text: str) -> None:
        reply = self._new(
            direction=Direction.OUTBOUND_REPLY,
            from_=inbound.to,
            to=inbound.from_,
            text=text,
            status=Status.QUEUED,
            service_sid=inbound.service_sid,
        )
        self.tasks.start(self.delivery.walk(reply.sid, itinerary(DELIVERS, through_service=False)))

    def _new(
        self,
        *,
        direction: Direction,
        from_: str,
        to: str,
        text: str,
        status: Status,
        media: int = 0,
        service_sid: str | None = None,
        status_callback: str | None = None,
        validity_s: int | None = None,
    ) -> Message:
        now = datetime.now(UTC)
        message = Message(
            sid=("MM" if media else "SM") + secrets.token_hex(16),
            seq=self.state.messages.next_seq(),
            direction=direction,
            from_=from_,
            to=to,
            text=text,
            media=media,
            status=status,
            created_at=now,
            updated_at=now,
            shown_at=self.clock.now(),
            expires_at=None if validity_s is None else now + timedelta(seconds=validity_s),
            sent_at=now if direction is Direction.INBOUND else None,
            service_sid=service_sid,
            status_callback=status_callback,
            history=(status,),
        )
        self.state.messages.add(message)
        self.state.touch(message.phone)
        self.hub.say("phone", message.phone)
        return message

    def _sender_of(self, service_sid: str, phone: str) -> str:
        """The service's number for this phone, always the same one."""
        numbers = self.state.services.get(service_sid) or (self.settings.sender,)
        return numbers[zlib.crc32(phone.encode()) % len(numbers)]

    def _last_sender(self, phone: str) -> str:
        """Where a reply goes: the number that texted the phone last."""
        thread = reversed(self.state.messages.thread(phone, last=50))
        outbound = (message.from_ for message in thread if message.direction is not Direction.INBOUND)
        return next(outbound, self.settings.sender)
