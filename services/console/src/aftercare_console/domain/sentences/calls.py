"""Sentences about calls to the phones of staff."""

from collections.abc import Callable
from typing import Any

from aftercare_console.domain.sentences.names import Names, begin
from aftercare_contracts import CallAnswered, CallEnded, CallRequested, CallResult, Decision, Event


def _requested(event: CallRequested, names: Names) -> str:
    return begin(f"{names.of(event.party)} is called as well: “{event.script.greeting}”")


def _answered(event: CallAnswered, names: Names) -> str:
    who = names.of(event.party)
    match event.decision:
        case Decision.TAKE:
            return begin(f"{who} pressed 1 in the call, to take the case.")
        case Decision.PASS_ON:
            return begin(f"{who} pressed 2 in the call, to pass the case on.")
        case Decision.CLOSE:
            return begin(f"{who} closed the case in the call.")


def _ended(event: CallEnded, names: Names) -> str:
    code = "" if event.code is None else f" (carrier's code {event.code})"
    what = "was not made" if event.result is CallResult.NOT_MADE else "is over"
    return f"The call to {names.of(event.party)} {what}{code}: {event.reason}"


SENTENCES: dict[type[Event], Callable[[Any, Names], str]] = {
    CallRequested: _requested,
    CallAnswered: _answered,
    CallEnded: _ended,
}
