"""Twilio's error codes: what each means for a text, and what a person can do.

The codes and words are in `errors.toml`. Twilio warns that codes change: an unknown one is taken as
permanent, so that a person looks at it.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType


class Kind(StrEnum):
    """What follows when the carrier refuses a text with a code."""

    PERMANENT = "permanent"  # it will not be sent: a person must act
    TRANSIENT = "transient"  # it was not sent, and may be a little later
    SENDER = "sender"  # nothing can come from this sender until the operator mends something: its texts wait
    ACCOUNT = "account"  # the same for all senders of the account

    @property
    def is_the_operators(self) -> bool:
        """Whether the operator must act: texts are held, and an alarm is raised."""
        return self in {Kind.SENDER, Kind.ACCOUNT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A code in plain words, with what to do."""

    kind: Kind
    reason: str


OPTED_OUT = 21610


def _read() -> Iterator[tuple[int, Meaning]]:
    table = tomllib.loads(files(__package__).joinpath("errors.toml").read_text("utf-8"))
    for kind, codes in table.items():
        for code, reason in codes.items():
            yield int(code), Meaning(kind=Kind(kind), reason=reason)


MEANINGS: Mapping[int, Meaning] = MappingProxyType(dict(_read()))
_UNKNOWN = Meaning(kind=Kind.PERMANENT, reason="The carrier could not deliver the text: phone.")


def meaning(code: int | None) -> Meaning:
    """What a code means; that of an unknown one is to phone."""
    return _UNKNOWN if code is None else MEANINGS.get(code, _UNKNOWN)
