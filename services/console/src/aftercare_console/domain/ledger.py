"""What was ever said about texting a patient, as a ledger: what, how, in which wording, by whom, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aftercare_contracts import ConsentGiven, ConsentWithdrawn, Event

_PHONE, _CARRIER = "whoever held the phone", "the phone company"
# The sources that notifications names by itself; any other is what the clinic said.
_HOW = {
    "text STOP": ("texted STOP", _PHONE),
    "text START": ("texted START", _PHONE),
    "text": ("asked for no more texts, in their own words", _PHONE),
    "carrier": ("it takes no more texts from us to this number", _CARRIER),
    "number opted out before": ("the number had opted out before", _PHONE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger; from then on texts were wanted, or not."""

    at: datetime
    wanted: bool
    how: str
    wording: str
    who: str


def ledger(events: Sequence[Event]) -> tuple[Entry, ...]:
    """The lines of a patient's ledger, newest first."""
    lines = [_line(one) for one in events if isinstance(one, ConsentGiven | ConsentWithdrawn)]
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))


def how_said(source: str) -> str:
    """How it was said, in words."""
    return _HOW.get(source, (source, ""))[0]


def _line(event: ConsentGiven | ConsentWithdrawn) -> Entry:
    match event:
        case ConsentGiven():
            how, who = _HOW.get(event.source, (event.source, event.recorded_by or "the clinic"))
            at = event.given_at or event.occurred_at
            return Entry(at=at, wanted=True, how=how, wording=event.wording or "", who=who)
        case ConsentWithdrawn():
            how, who = _HOW.get(event.source, (event.source, "the clinic"))
            return Entry(at=event.occurred_at, wanted=False, how=how, wording="", who=who)
