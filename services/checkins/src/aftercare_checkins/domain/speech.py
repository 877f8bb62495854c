"""Effects put into events, with ids that make a repeat recognisable."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID, uuid5

from aftercare_checkins.domain.conversation import Conversation
from aftercare_checkins.domain.effects import (
    Answer,
    Ask,
    Assessed,
    Effect,
    FollowUp,
    OptOut,
    RaiseConcern,
    Remind,
    TellUnanswered,
)
from aftercare_checkins.domain.subject import Subject
from aftercare_checkins.domain.wording import TextName, Texts
from aftercare_contracts import (
    CheckinUnanswered,
    ConcernRaised,
    Event,
    MessageRequested,
    OptOutRequested,
    PromptRequested,
    Purpose,
    SymptomsAssessed,
)

NAMESPACE = UUID("0b7f4a52-6f0e-4a34-9d50-0d4f6b1d3c77")


class Stamp(TypedDict):
    """What every event has."""

    event_id: UUID
    clinic_id: str
    occurred_at: datetime
    correlation_id: UUID


class _Wording(TypedDict):
    text: str
    wording: str


def event_of(effect: Effect, subject: Subject, texts: Texts, *, event_id: UUID, now: datetime) -> Event:  # noqa: PLR0911 - one for each kind of effect
    """The event that tells of an effect."""
    stamp = Stamp(
        event_id=event_id,
        clinic_id=subject.clinic.clinic_id,
        occurred_at=now,
        correlation_id=subject.correlation_id,
    )
    match effect:
        case Ask(text):
            return _prompt(subject, stamp, _filled(text, subject, texts), Purpose.PROMPT)
        case Remind():
            return _prompt(subject, stamp, _filled(TextName.REMINDER, subject, texts), Purpose.REMINDER)
        case Answer(text, purpose):
            return _message(subject, stamp, _filled(text, subject, texts), purpose, "answer")
        case FollowUp():
            filled = _filled(TextName.RASH_FOLLOWUP, subject, texts)
            return _message(subject, stamp, filled, Purpose.ANSWER, "followup")
        case Assessed():
            return _assessed(subject, stamp, effect)
        case RaiseConcern():
            return _concern(subject, stamp, effect)
        case OptOut(after_answer):
            after = _message_id(_reply(subject), "answer") if after_answer else None
            reply_id = _reply(subject)
            return OptOutRequested(**stamp, party=subject.party, reply_id=reply_id, after_message_id=after)
        case TellUnanswered():
            return _unanswered(subject, stamp)


def _filled(name: TextName, subject: Subject, texts: Texts) -> _Wording:
    wording = texts.pick(name, subject.language, subject.clinic.language)
    text = wording.fill(clinic=subject.clinic.name, emergency=subject.clinic.emergency_number)
    return _Wording(text=text, wording=wording.id)


def _prompt(subject: Subject, stamp: Stamp, wording: _Wording, purpose: Purpose) -> PromptRequested:
    asked = _asked(subject)
    return PromptRequested(
        **stamp,
        **wording,
        message_id=_message_id(asked.checkin_id, purpose),
        party=subject.party,
        purpose=purpose,
        expires_at=asked.expires_at,
    )


def _message(
    subject: Subject, stamp: Stamp, wording: _Wording, purpose: Purpose, kind: str
) -> MessageRequested:
    """An answer is one to a reply, a follow-up is one to a check-in."""
    about = _asked(subject).checkin_id if kind == "followup" else _reply(subject)
    return MessageRequested(
        **stamp, **wording, message_id=_message_id(about, kind), party=subject.party, purpose=purpose
    )


def _message_id(about: UUID, kind: str) -> UUID:
    return uuid5(NAMESPACE, f"{about}/{kind}")


def _assessed(subject: Subject, stamp: Stamp, effect: Assessed) -> SymptomsAssessed:
    reading, reply_id = effect.reading, _reply(subject)
    return SymptomsAssessed(
        **stamp,
        assessment_id=uuid5(NAMESPACE, f"{reply_id}/assessment"),
        reply_id=reply_id,
        party=subject.party,
        procedure_id=subject.procedure_id,
        checkin_id=subject.conversation.checkin_id if subject.conversation else None,
        day=effect.day,
        level=reading.level,
        symptoms=reading.symptoms,
        negated=reading.negated,
        matched=reading.matched,
        rule=reading.rule,
        version=reading.version,
    )


def _concern(subject: Subject, stamp: Stamp, effect: RaiseConcern) -> ConcernRaised:
    about = subject.reply_id or _asked(subject).checkin_id
    return ConcernRaised(
        **stamp,
        concern_id=uuid5(NAMESPACE, f"{about}/concern"),
        party=subject.party,
        procedure_id=subject.procedure_id,
        reply_id=subject.reply_id,
        level=effect.level,
        rule=effect.rule,
        language=subject.language,
        names_sign=effect.names_sign,
        replied_at=subject.replied_at,
    )


def _unanswered(subject: Subject, stamp: Stamp) -> CheckinUnanswered:
    asked = _asked(subject)
    return CheckinUnanswered(
        **stamp,
        checkin_id=asked.checkin_id,
        procedure_id=asked.procedure_id,
        patient_id=asked.patient_id,
        milestone=asked.milestone,
    )


def _asked(subject: Subject) -> Conversation:
    assert subject.conversation is not None
    return subject.conversation


def _reply(subject: Subject) -> UUID:
    assert subject.reply_id is not None
    return subject.reply_id
