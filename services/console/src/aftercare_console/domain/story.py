"""A timeline as a story: what belongs to one text or one reply is told in one place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aftercare_console.domain.album import OfPhoto, Photo, album
from aftercare_console.domain.marking import Piece, mark
from aftercare_console.domain.reading import awaits_reading
from aftercare_console.domain.sentences import Names, sentence
from aftercare_console.domain.sentences.messages import purpose_name, staff_texted, worded
from aftercare_console.domain.sentences.names import begin
from aftercare_contracts import (
    CaseOpened,
    CasePaged,
    Event,
    Level,
    MessageDelivered,
    MessageFailed,
    MessageRequested,
    MessageSent,
    Party,
    PromptRequested,
    Purpose,
    ReplyReceived,
    ReplyRetracted,
    StaffTexted,
    SymptomsAssessed,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event in a sentence; `opened` is the code of the case that it opened, or none."""

    at: datetime
    topic: str
    sentence: str
    opened: str | None
    level: Level | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to somebody, and how far it came; `what` says who wrote it to whom, or what it is for."""

    at: datetime
    party: Party
    purpose: Purpose
    what: str
    text: str
    wording: str
    sent_at: datetime | None
    delivered_at: datetime | None
    failure: str | None
    page: CasePaged | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What somebody texted, and what it was read as; `awaited` while that is still to come."""

    at: datetime
    event: ReplyReceived
    pieces: tuple[Piece, ...]
    reading: SymptomsAssessed | None
    awaited: bool
    retracted: ReplyRetracted | None
    after: tuple[str, ...]
    photos: tuple[Photo, ...]


Item = Line | Text | Reply
_OF_TEXTS = (PromptRequested, MessageRequested, MessageSent, StaffTexted)
_OfText = PromptRequested | MessageRequested | MessageSent | StaffTexted
_BY_STAFF = "staff"


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
    texts = [one for one in group if isinstance(one, _OF_TEXTS)]
    if texts:
        return [_text(texts, group, names)]
    return [_line(one, names) for one in group]


def _line(event: Event, names: Names) -> Line:
    return Line(
        at=event.occurred_at,
        topic=event.topic,
        sentence=sentence(event, names),
        opened=event.code if isinstance(event, CaseOpened) else None,
        level=getattr(event, "level", None),
    )


def _reply(reply: ReplyReceived, group: list[Event], names: Names) -> Reply:
    readings = [one for one in group if isinstance(one, SymptomsAssessed)]
    retractions = [one for one in group if isinstance(one, ReplyRetracted)]
    told = (ReplyReceived, SymptomsAssessed, OfPhoto)
    return Reply(
        at=reply.occurred_at,
        event=reply,
        pieces=mark(reply.words, [part for one in readings for part in one.matched]),
        reading=readings[-1] if readings else None,
        awaited=not readings and awaits_reading(reply),
        retracted=retractions[-1] if retractions else None,
        after=tuple(sentence(one, names) for one in group if not isinstance(one, told)),
        photos=album(reply, group),
    )


def _text(texts: Sequence[_OfText], group: list[Event], names: Names) -> Text:
    sent = next((one for one in texts if isinstance(one, MessageSent)), None)
    by_staff = next((one for one in texts if isinstance(one, StaffTexted)), None)
    best = sent or texts[0]
    purpose = Purpose.ANSWER if isinstance(best, StaffTexted) else best.purpose
    delivered = [one.occurred_at for one in group if isinstance(one, MessageDelivered)]
    failed = [one.reason for one in group if isinstance(one, MessageFailed)]
    return Text(
        at=best.occurred_at,
        party=best.party,
        purpose=purpose,
        what=_what(purpose, best.party, names) if by_staff is None else staff_texted(by_staff, names),
        text=worded(best, names) if isinstance(best, PromptRequested | MessageRequested) else best.text,
        wording=_BY_STAFF if isinstance(best, StaffTexted) else best.wording,
        sent_at=None if sent is None else sent.occurred_at,
        delivered_at=min(delivered, default=None),
        failure=failed[-1] if failed and not delivered else None,
        page=next((one for one in group if isinstance(one, CasePaged)), None),
    )


def _what(purpose: Purpose, party: Party, names: Names) -> str:
    return begin(f"{purpose_name(purpose)} to {names.of(party)}")
