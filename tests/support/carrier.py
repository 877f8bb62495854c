"""A carrier in memory, as treacherous as the story wants it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum

from aftercare_notifications.domain.forms import Inbound
from aftercare_notifications.domain.outcomes import Accepted, Listed, NotSent, Outcome, Refused, Text, Unknown
from aftercare_notifications.gateways.carrier import CarrierUnreachable
from aftercare_notifications.settings.senders import Account


class Weather(StrEnum):
    """What happens to one text, besides being refused with a code."""

    FINE = "fine"
    LOSE_ANSWER = "lose_answer"  # taken, and we never hear of it
    LOSE_REQUEST = "lose_request"  # not taken, and we cannot know
    NOT_REACHED = "not_reached"
    CRASH = "crash"  # the process dies while the carrier takes the text


class Crashed(BaseException):
    """The process was killed."""


class FakeCarrier:
    """Remembers what it was handed, and what it took; it is not there for the senders it is `without`."""

    def __init__(self) -> None:
        self.posted: list[Text] = []
        self.taken: list[tuple[str, Listed]] = []
        self.inbound: list[Inbound] = []
        self.unreachable = False
        self.lookups = 0
        self.through: dict[str, str] = {}
        self.without: set[str] = set()
        self._next: defaultdict[str, list[Weather | int]] = defaultdict(list)

    def forecast(self, number: str, *weather: Weather | int) -> None:
        """What happens to the next texts for a number; an int is the code of a refusal."""
        self._next[number] += weather

    async def send(self, text: Text) -> Outcome:
        self.posted.append(text)
        if text.sender.address in self.without:
            return NotSent(reason="refused connection")
        coming = self._next[text.number]
        match coming.pop(0) if coming else Weather.FINE:
            case Weather.FINE:
                return Accepted(sid=self._take(text), status="queued")
            case Weather.LOSE_ANSWER:
                self._take(text)
                return Unknown(reason="lost")
            case Weather.LOSE_REQUEST:
                return Unknown(reason="lost")
            case Weather.NOT_REACHED:
                return NotSent(reason="refused connection")
            case Weather.CRASH:
                self._take(text)
                raise Crashed
            case int(code):
                return Refused(code=code, status=400)

    async def sent_to(self, number: str, via: str | None = None) -> Sequence[Listed]:
        self.lookups += 1
        if self.unreachable or via in self.without:
            raise CarrierUnreachable("away")
        ours = [one for to, one in reversed(self.taken) if to == number]
        return [one for one in ours if via in {None, self.through[one.sid]}]

    async def find(self, sid: str, account_sid: str | None = None) -> Listed | None:
        self.lookups += 1
        if self.unreachable:
            raise CarrierUnreachable("away")
        known = (one for _, one in self.taken if one.account_sid == account_sid)
        return next((one for one in known if one.sid == sid), None)

    async def received(self, since: datetime, account: Account = Account.MAIN) -> Sequence[Inbound]:
        if self.unreachable:
            raise CarrierUnreachable("away")
        inbound = self.inbound if account is Account.MAIN else []
        return [one for one in reversed(inbound) if one.written_at is None or one.written_at >= since]

    async def close(self) -> None:
        """There is nothing to close."""

    def sids(self, number: str) -> list[str]:
        """The texts it took for a number, oldest first."""
        return [listed.sid for to, listed in self.taken if to == number]

    def bodies(self, number: str) -> list[str]:
        """The bodies of the texts it took for a number, oldest first."""
        return [listed.body for to, listed in self.taken if to == number]

    def settle(self, sid: str, status: str, code: int | None = None) -> None:
        """Let one of its texts come further."""
        self.taken = [
            (to, replace(one, status=status, code=code) if one.sid == sid else one) for to, one in self.taken
        ]

    def _take(self, text: Text) -> str:
        sid = f"SM{len(self.taken) + 1:032x}"
        listed = Listed(sid=sid, body=text.body, status="queued", code=None, created_at=datetime.now(UTC))
        self.taken.append((text.number, listed))
        self.through[sid] = text.sender.address
        return sid
