"""A timeline as a story: what belongs to one text or one reply is told in one place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aftercare_console.domain.marking import Piece, mark
from aftercare_console.domain.sentences import Names, sentence
from aftercare_contracts import (
    CasePaged,
    Event,
    Level,
    MessageDelivered,
    MessageFailed,
    MessageRequested,
    MessageSent,
    Party,
    PromptRequested,
    ReplyReceived,
    ReplyRetracted,
    SymptomsAssessed,
)
from aftercare_contracts.messages import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event in a sentence."""

    at: datetime
    topic: str
    sentence: str
    level: Level | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to somebody, and how far it came."""

    at: datetime
    party: Party
    purpose: Purpose
    text: str
    wording: str
    sent_at: datetime | None
    delivered_at: datetime | None
    failure: str | None
    page: CasePaged | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What somebody texted, and what it was read as."""

    at: datetime
    event: ReplyReceived
    pieces: tuple[Piece, ...]
    reading: SymptomsAssessed | None
    retracted: ReplyRetracted | None
    after: tuple[str, ...]


Item = Line | Text | Reply


def story(events: Sequence[Event], names: Names) -> list[Item]:
    """The items of a timeline, oldest first; every event is in exactly one of them."""
    items = [item for group in _groups(events) for item in _items(group, names)]
    return sorted(items, key=lambda item: item.at)


def _groups(events: Iterable[Event]) -> Iterable[list[Event]]:
    groups: dict[UUID, list[Event]] = {}
    for event in events:
        groups.setdefault(_subject(event), []).append(event)
    return groups.values()


def _subject(event: Event) -> UUID:
    subject: UUID | None = getattr(event, "message_id", None) or getattr(event, "reply_id", None)
    return event.event_id if subject is None else subject


def _items(group: list[Event], names: Names) -> Iterable[Item]:
    replies = [one for one in group if isinstance(one, ReplyReceived)]
    if replies:
        return [_reply(replies[0], group, names)]
    texts = [one for one in group if isinstance(one, PromptRequested | MessageRequested | MessageSent)]
    if texts:
        return [_text(texts, group)]
    return [_line(one, names) for one in group]


def _line(event: Event, names: Names) -> Line:
    return Line(
        at=event.occurred_at,
        topic=event.topic,
        sentence=sentence(event, names),
        level=getattr(event, "level", None),
    )


def _reply(reply: ReplyReceived, group: list[Event], names: Names) -> Reply:
    readings = [one for one in group if isinstance(one, SymptomsAssessed)]
    retractions = [one for one in group if isinstance(one, ReplyRetracted)]
    told = (ReplyReceived, SymptomsAssessed)
    return Reply(
        at=reply.occurred_at,
        event=reply,
        pieces=mark(reply.words, [part for one in readings for part in one.matched]),
        reading=readings[-1] if readings else None,
        retracted=retractions[-1] if retractions else None,
        after=tuple(sentence(one, names) for one in group if not isinstance(one, told)),
    )


def _text(texts: Sequence[PromptRequested | MessageRequested | MessageSent], group: list[Event]) -> Text:
    sent = next((one for one in texts if isinstance(one, MessageSent)), None)
    best = sent or texts[0]
    delivered = [one.occurred_at for one in group if isinstance(one, MessageDelivered)]
    failed = [one.reason for one in group if isinstance(one, MessageFailed)]
    return Text(
        at=best.occurred_at,
        party=best.party,
        purpose=best.purpose,
        text=best.text,
        wording=best.wording,
        sent_at=None if sent is None else sent.occurred_at,
        delivered_at=min(delivered, default=None),
        failure=failed[-1] if failed and not delivered else None,
        page=next((one for one in group if isinstance(one, CasePaged)), None),
    )
