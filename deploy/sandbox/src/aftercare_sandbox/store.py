from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from aftercare_sandbox.domain.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which messages a list is about; the moments are inclusive and look at sent_at."""

    to: str | None = None
    from_: str | None = None
    sent_from: datetime | None = None
    sent_until: datetime | None = None

    def matches(self, message: Message) -> bool:
        """Whether the list has this message; one not sent yet has no place in a list by time."""
        if (self.to not in {None, message.to}) or (self.from_ not in {None, message.from_}):
            return False
        if self.sent_from is None and self.sent_until is None:
            return True
        if message.sent_at is None:
            return False
        sent_at = message.sent_at.replace(microsecond=0)  # Twilio knows seconds
        return (self.sent_from is None or self.sent_from <= sent_at) and (
            self.sent_until is None or sent_at <= self.sent_until
        )


class Messages:
    """All messages, found by sid, by either end and by phone without reading the others."""

    def __init__(self) -> None:
        self._by_seq: dict[int, Message] = {}
        self._seq_of: dict[str, int] = {}
        self._all: list[int] = []
        self._to: defaultdict[str, list[int]] = defaultdict(list)
        self._from: defaultdict[str, list[int]] = defaultdict(list)
        self._phone: defaultdict[str, list[int]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._by_seq)

    def next_seq(self) -> int:
        """The number of the next message."""
        return len(self._all) + 1

    def add(self, message: Message) -> None:
        """A new message, under the next number."""
        self._by_seq[message.seq] = message
        self._seq_of[message.sid] = message.seq
        for index in (self._all, self._to[message.to], self._from[message.from_], self._phone[message.phone]):
            index.append(message.seq)

    def get(self, sid: str) -> Message | None:
        """The message as it is now."""
        return self._by_seq.get(self._seq_of.get(sid, 0))

    def change(self, sid: str, change: Callable[[Message], Message]) -> Message | None:
        """Put the changed message in its place; None when it was deleted meanwhile."""
        message = self.get(sid)
        if message is None:
            return None
        changed = change(message)
        self._by_seq[message.seq] = changed
        return changed

    def delete(self, sid: str) -> None:
        """Forget the message; its number stays taken, so that pages stay in place."""
        self._by_seq.pop(self._seq_of.get(sid, 0), None)

    def seq_of(self, sid: str) -> int | None:
        """The number of a message, deleted or not."""
        return self._seq_of.get(sid)

    def newest_first(self, wanted: Filter, *, before_seq: int | None = None) -> Iterator[Message]:
        """Matching messages older than a number, from the shortest index that has them all."""
        indexes = [self._all]
        if wanted.to is not None:
            indexes.append(self._to.get(wanted.to, []))
        if wanted.from_ is not None:
            indexes.append(self._from.get(wanted.from_, []))
        index = min(indexes, key=len)
        start = len(index) if before_seq is None else bisect_left(index, before_seq)
        for position in range(start - 1, -1, -1):
            message = self._by_seq.get(index[position])
            if message is not None and wanted.matches(message):
                yield message

    def thread(self, phone: str, *, last: int) -> list[Message]:
        """The last messages of a phone, oldest first."""
        numbers = self._phone.get(phone, [])[-last:]
        return [self._by_seq[seq] for seq in numbers if seq in self._by_seq]
