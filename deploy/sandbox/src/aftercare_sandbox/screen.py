from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from aftercare_sandbox.call_screen import CallScreen, call_screen, call_summary, ended_calls
from aftercare_sandbox.domain.behaviour import Behaviour, Kind, fixed_behaviour
from aftercare_sandbox.domain.call import Call, CallStatus
from aftercare_sandbox.domain.errors import failure_message
from aftercare_sandbox.domain.message import Direction, Message, Status
from aftercare_sandbox.parameters import media_sid

if TYPE_CHECKING:
    from datetime import datetime

    from aftercare_sandbox.carrier import Carrier
    from aftercare_sandbox.state import Phone

SHOWN_MESSAGES = 50
_INITIALS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One text on the screen of a phone."""

    sid: str
    text: str
    by_phone: bool
    photos: tuple[str, ...]
    """The sids of the photos."""
    at: datetime
    day: str | None
    """Said above the bubble when it is another day than the bubble before."""
    tick: str
    """waiting, sent, delivered or failed."""
    note: str
    """What the tick means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A phone as the page draws it."""

    number: str
    name: str
    initials: str
    kind: str
    badges: tuple[str, ...]
    bubbles: tuple[Bubble, ...]
    call: CallScreen | None
    """The call that rings or goes on now."""
    now: datetime


def screen_of(phone: Phone, carrier: Carrier) -> Screen:
    """What is on this phone now, in the operator's zone."""
    zone = ZoneInfo(carrier.settings.timezone)
    bubbles: list[Bubble] = []
    day = ""
    messages = carrier.state.messages.thread(phone.number, last=SHOWN_MESSAGES)
    calls = ended_calls(carrier.state.calls, phone.number, last=SHOWN_MESSAGES)
    entries: list[Message | Call] = [*messages, *calls]
    for entry in sorted(entries, key=_made_at)[-SHOWN_MESSAGES:]:
        at = entry.shown_at.astimezone(zone)
        said, day = day, f"{at:%a} {at.day} {at:%b %Y}"
        above = None if said == day else day
        bubbles.append(_of_call(entry, at, above) if isinstance(entry, Call) else _bubble(entry, at, above))
    name = phone.name or phone.number
    return Screen(
        number=phone.number,
        name=name,
        initials="".join(word[0] for word in name.split()[:_INITIALS]).upper() if phone.name else "#",
        kind=phone.kind.value,
        badges=tuple(_badges(phone, carrier)),
        bubbles=tuple(bubbles),
        call=call_screen(carrier.state.calls, phone.number),
        now=carrier.clock.now().astimezone(zone),
    )


def _bubble(message: Message, at: datetime, day: str | None) -> Bubble:
    by_phone = message.direction is Direction.INBOUND
    tick, note = _inbound_tick(message) if by_phone else _outbound_tick(message)
    return Bubble(
        sid=message.sid,
        text=message.text,
        by_phone=by_phone,
        photos=tuple(media_sid(message, position) for position in range(message.media)),
        at=at,
        day=day,
        tick=tick,
        note=note,
    )


def _made_at(entry: Message | Call) -> datetime:
    return entry.created_at


def _of_call(call: Call, at: datetime, day: str | None) -> Bubble:
    return Bubble(
        sid=call.sid,
        text=call_summary(call),
        by_phone=False,
        photos=(),
        at=at,
        day=day,
        tick="delivered" if call.status is CallStatus.COMPLETED else "failed",
        note=call.status.value,
    )


def _inbound_tick(message: Message) -> tuple[str, str]:
    match message.reached:
        case None:
            return "sent", "on its way to the clinic"
        case True:
            return "delivered", "the clinic has it"
        case False:
            return "failed", "the clinic's webhook did not take it"


def _outbound_tick(message: Message) -> tuple[str, str]:
    match message.status:
        case Status.DELIVERED | Status.READ:
            return "delivered", message.status.value
        case Status.UNDELIVERED | Status.FAILED | Status.CANCELED:
            return (
                "failed",
                f"{message.status.value}: {message.error_code} {failure_message(message.error_code)}",
            )
        case Status.SENT:
            return "sent", message.status.value
        case _:
            return "waiting", message.status.value


def _badges(phone: Phone, carrier: Carrier) -> list[str]:
    behaviour = carrier.state.behaviours.get(phone.number) or fixed_behaviour(phone.number)
    badges = [] if behaviour.kind is Kind.DELIVER else [_behaviour_badge(behaviour)]
    if phone.number in {opt_out.phone for opt_out in carrier.state.opt_outs}:
        badges.append("opted out")
    return badges


def _behaviour_badge(behaviour: Behaviour) -> str:
    match behaviour.kind:
        case Kind.REFUSE:
            return f"refuses {behaviour.code}"
        case Kind.FAIL:
            return f"{behaviour.status.value} {behaviour.code}"
        case _:
            return behaviour.kind.value.replace("_", " ")
