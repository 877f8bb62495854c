from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

from aftercare_sandbox.domain.errors import TwilioError
from aftercare_sandbox.store import Filter

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIZE, _LARGEST_SIZE = 50, 1000
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}\Z")
_TIMES = ("DateSent", "DateSent<", "DateSent>")


class Numbered(Protocol):
    """What is listed, each under a number."""

    def seq_of(self, sid: str) -> int | None:
        """The number of one of them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A page of a list, as asked for."""

    filter: Filter
    page: int
    size: int
    token: str | None
    query: dict[str, str]

    def uri(self, path: str, *, page: int, token: str | None = None) -> str:
        """The address of a page of the same list."""
        paging = {"PageSize": str(self.size), "Page": str(page)}
        return f"{path}?{urlencode(self.query | paging | ({} if token is None else {'PageToken': token}))}"

    def before_seq(self, listed: Numbered) -> int | None:
        """Where the page starts; a token that was never given is a TwilioError."""
        if self.token is None:
            return None
        seq = listed.seq_of(self.token.removeprefix("PA"))
        if seq is None:
            raise TwilioError(20001, "PageToken is not one of this list.")
        return seq


def read_wanted(query: Mapping[str, str]) -> Wanted:
    """What a query of the message list means; TwilioError for one that means nothing."""
    spans = [_span(name, query[name]) for name in _TIMES if query.get(name)]
    return Wanted(
        filter=Filter(
            to=query.get("To") or None,
            from_=query.get("From") or None,
            sent_from=max((start for start, _ in spans if start is not None), default=None),
            sent_until=min((end for _, end in spans if end is not None), default=None),
        ),
        page=_number(query, "Page", default=0, least=0, most=10**9),
        size=_number(query, "PageSize", default=_SIZE, least=1, most=_LARGEST_SIZE),
        token=query.get("PageToken") or None,
        query={name: query[name] for name in ("To", "From", *_TIMES) if query.get(name)},
    )


def _span(name: str, value: str) -> tuple[datetime | None, datetime | None]:
    """The first and the last moment that a DateSent parameter allows; both are inside."""
    moment = _moment(value)
    day = moment.replace(hour=0, minute=0, second=0)
    end_of_day = day + timedelta(days=1, seconds=-1)
    match name:
        case "DateSent>":
            return moment, None
        case "DateSent<":
            return None, end_of_day if _DAY.match(value) else moment
        case _:
            return day, end_of_day


def _moment(value: str) -> datetime:
    """A moment in UTC from ISO 8601 or RFC 2822; Twilio reads a time without a zone as GMT."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(value)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
            return (moment + timedelta(days=1) - timedelta(days=1)).replace(microsecond=0)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    raise TwilioError(20001, "DateSent must be a date or a time.")


def _number(query: Mapping[str, str], name: str, *, default: int, least: int, most: int) -> int:
    given = query.get(name) or str(default)
    if not re.match(r"^[0-9]{1,10}\Z", given) or not least <= int(given) <= most:
        raise TwilioError(20001, f"{name} must be a number from {least} to {most}.")
    return int(given)
