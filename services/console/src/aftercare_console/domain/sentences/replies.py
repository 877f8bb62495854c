"""Sentences about what came back from a phone."""

from collections.abc import Callable
from typing import Any

from aftercare_console.domain.sentences.names import Names, begin
from aftercare_contracts import (
    Event,
    Keyword,
    OptOutRequested,
    ReplyReceived,
    ReplyRetracted,
    StaffReplyReceived,
)


def keyword_note(keyword: Keyword | None) -> str:
    """What a carrier keyword does, or nothing."""
    match keyword:
        case None:
            return ""
        case Keyword.STOP:
            return "STOP: no more texts"
        case Keyword.START:
            return "START: texts again"
        case Keyword.HELP:
            return "HELP: wants to know who texts"


def photos_note(photos: int) -> str:
    """How many photos came along, or nothing."""
    return "" if photos == 0 else f"{photos} photo" if photos == 1 else f"{photos} photos"


def _received(event: ReplyReceived, names: Names) -> str:
    notes = [one for one in (keyword_note(event.keyword), photos_note(event.photos)) if one]
    shared = ["the number is shared, so it is not known who wrote"] if event.candidates else []
    aside = f" ({'; '.join(notes + shared)})" if notes or shared else ""
    return f"{begin(names.of(event.party))} wrote: “{event.words}”{aside}"


def _staff_received(event: StaffReplyReceived, names: Names) -> str:
    return f"{names.of_staff(event.staff_id)} texted: “{event.words}”"


def _retracted(event: ReplyRetracted, names: Names) -> str:
    return f"{names.of_staff(event.staff_id)} found that a reply is not this patient's: {event.reason}"


def _opt_out(event: OptOutRequested, names: Names) -> str:
    return f"{begin(names.of(event.party))} asked in their own words not to be texted any more."


SENTENCES: dict[type[Event], Callable[[Any, Names], str]] = {
    ReplyReceived: _received,
    StaffReplyReceived: _staff_received,
    ReplyRetracted: _retracted,
    OptOutRequested: _opt_out,
}
