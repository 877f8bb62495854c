from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from aftercare_sandbox.call_store import Calls
from aftercare_sandbox.store import Messages

if TYPE_CHECKING:
    from aftercare_sandbox.domain.behaviour import Behaviour
    from aftercare_sandbox.domain.call_behaviour import CallBehaviour
    from aftercare_sandbox.domain.photo import Photo

_REMEMBERED = 20_000


class Outage(StrEnum):
    """How the whole API is down."""

    UNAVAILABLE = "unavailable"
    """Every request is answered 503."""
    REFUSE = "refuse"
    """Every connection is dropped without an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The carrier's weather; every number counts down to fair."""

    outage: Outage | None = None
    too_many_requests: int = 0
    """How many more requests are answered 429."""
    requests_per_second: int | None = None
    """The rate above which requests to send are answered 429."""
    segments_per_second: float | None = None
    """How fast each sender sends what is accepted, first in, first out; as fast as it comes without one."""
    lose_responses: int = 0
    """How many more accepted messages lose their answer."""
    duplicates: int = 0
    """How many more times each callback is posted than once."""
    reorder: bool = False
    """Whether the callbacks of a message go out last one first."""
    min_delay_s: float = 0.05
    max_delay_s: float = 0.3
    """Between two statuses, in real seconds."""
    media_failures: int = 0
    """How many more requests for a photo are answered 503."""
    inbound_attempts: int = 4
    """How often an inbound text is posted before it is given up; 0 for not at all."""
    advanced_opt_out: bool = False
    """Whether keyword messages carry OptOutType."""
    canned_replies: bool = True
    """Whether STOP, START and HELP are answered by the carrier itself."""


class PhoneKind(StrEnum):
    """Whose phone it is."""

    PATIENT = "patient"
    STAFF = "staff"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A phone on the page."""

    number: str
    name: str | None = None
    kind: PhoneKind = PhoneKind.UNKNOWN
    registered: bool = False


class OptOut(NamedTuple):
    """Who does not want to hear from which number."""

    sender: str
    phone: str


@dataclass(slots=True, kw_only=True)
class State:
    """All that the sandbox remembers, and forgets at a reset."""

    messages: Messages = field(default_factory=Messages)
    phones: dict[str, Phone] = field(default_factory=dict)
    """The least recently active first."""
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    calls: Calls = field(default_factory=Calls)
    call_behaviours: dict[str, CallBehaviour] = field(default_factory=dict)
    opt_outs: set[OptOut] = field(default_factory=set)
    webhooks: dict[str, str] = field(default_factory=dict)
    services: dict[str, tuple[str, ...]] = field(default_factory=dict)
    photos: dict[str, Photo] = field(default_factory=dict)
    """By their sid, in the order in which they came."""
    conditions: Conditions = field(default_factory=Conditions)
    requests: deque[dict[str, object]] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    posts: deque[dict[str, object]] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))

    def touch(self, number: str) -> None:
        """The phone was active just now."""
        self.phones[number] = self.phones.pop(number, Phone(number=number))

    def record(self, post: dict[str, object]) -> None:
        """Remember how a post to a webhook ended."""
        self.posts.append(post)

    def clear(self) -> None:
        """As new; who holds this state goes on with it."""
        new = State()
        for part in fields(State):
            setattr(self, part.name, getattr(new, part.name))
