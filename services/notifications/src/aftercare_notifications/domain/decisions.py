"""What can be decided about a text whose turn it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Now; the carrier may try for as long as `validity`."""

    number: str
    validity: timedelta


@dataclass(frozen=True, slots=True)
class Hold:
    """Not before a moment of the clock."""

    until: datetime


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Something is not known yet: look again after a span of real time."""

    after: timedelta


@dataclass(frozen=True, slots=True)
class Refuse:
    """Never, and why, with what to do instead."""

    reason: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Never, for it is of no more use: nothing has gone wrong with the contact."""

    reason: str


Decision = Send | Hold | AskAgain | Refuse | Drop
