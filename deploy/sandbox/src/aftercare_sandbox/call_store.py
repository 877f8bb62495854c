from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aftercare_sandbox.domain.call import Call


class Calls:
    """All calls, in the order in which they were made."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Call] = {}

    def next_seq(self) -> int:
        """The number of the next call."""
        return len(self._by_sid) + 1

    def put(self, call: Call) -> None:
        """A new call, or one as it is now."""
        self._by_sid[call.sid] = call

    def get(self, sid: str) -> Call | None:
        """The call as it is now."""
        return self._by_sid.get(sid)

    def change(self, sid: str, change: Callable[[Call], Call]) -> Call | None:
        """Put the changed call in its place; None when all was forgotten meanwhile."""
        call = self._by_sid.get(sid)
        if call is None:
            return None
        self._by_sid[sid] = changed = change(call)
        return changed

    def seq_of(self, sid: str) -> int | None:
        """The number of a call."""
        call = self._by_sid.get(sid)
        return None if call is None else call.seq

    def newest_first(
        self, *, to: str | None = None, from_: str | None = None, before_seq: int | None = None
    ) -> Iterator[Call]:
        """Calls to and from a number, older than one of them."""
        for call in reversed(self._by_sid.values()):
            matches = to in {None, call.to} and from_ in {None, call.from_}
            if matches and (before_seq is None or call.seq < before_seq):
                yield call
