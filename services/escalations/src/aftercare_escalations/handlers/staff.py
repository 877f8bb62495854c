"""What staff decide about cases, by text, by a key in a call, or on the console."""

from uuid import UUID

from aftercare_chassis import Refused, UnitOfWork
from aftercare_contracts import CallAnswered, CaseDecided, Event, StaffReplyReceived
from aftercare_escalations.domain.case import Case, Changed
from aftercare_escalations.domain.choice import Channel, Choice
from aftercare_escalations.domain.decisions import decided
from aftercare_escalations.domain.links import Links
from aftercare_escalations.domain.meaning import Meant, Unmeant, meant
from aftercare_escalations.domain.replies import parse
from aftercare_escalations.effects import settle
from aftercare_escalations.handlers.drills import answers_drill, presses_for_drill
from aftercare_escalations.handlers.finding import case_locked
from aftercare_escalations.handlers.waking import PAGE_DUE
from aftercare_escalations.messages import Writer
from aftercare_escalations.store import Answers, Cases, Clinics, Codes, Pages


async def hear_staff(event: StaffReplyReceived, work: UnitOfWork, *, links: Links) -> None:
    """Do what a member of staff means by a text, or answer what was not understood."""
    theirs = await Cases(work).concerning(event.clinic_id, event.staff_id)
    read = parse(event.words, [one.code for one in theirs])
    if await answers_drill(event, read, work, alone=not theirs, links=links):
        return
    match meant(read, event.staff_id, await _named(event, read.code, work), theirs):
        case Meant(case_id=case_id, decision=decision, outcome=outcome, over=over):
            choice = Choice(
                decision=decision,
                staff_id=event.staff_id,
                channel=Channel.TEXT,
                known_at=event.received_at,
                outcome=outcome,
                over=over,
            )
            changed = await _decided(case_id, choice, event, work)
            await settle(changed, work, links=links, cause=event.reply_id)
            work.wake(PAGE_DUE)
        case Unmeant() as unmeant if await Answers(work.connection).may_answer(event, work.now):
            await _answer(event, unmeant, work, links)


async def hear_key(event: CallAnswered, work: UnitOfWork, *, links: Links) -> None:
    """Do what a member of staff decided by a key in a call: it says as little as a short text."""
    page = await Pages(work.connection).of_call(event.call_id)
    if page is None and await presses_for_drill(event.call_id, event, work, links=links):
        return
    if page is None:
        raise Refused(f"there is no page with the call {event.call_id}")
    choice = Choice(
        decision=event.decision,
        staff_id=event.party.id,
        channel=Channel.TEXT,
        known_at=event.answered_at,
    )
    changed = await _decided(page.case_id, choice, event, work)
    await settle(changed, work, links=links, cause=event.event_id)
    work.wake(PAGE_DUE)


async def decide_case(event: CaseDecided, work: UnitOfWork, *, links: Links) -> None:
    """Do what a member of staff decided on the console."""
    choice = Choice(
        decision=event.decision,
        staff_id=event.staff_id,
        channel=Channel.CONSOLE,
        # Whoever does not say what they had seen decides by what was to be seen at that moment.
        known_at=event.seen_at or event.occurred_at,
        known_concerns=None if event.known_concerns is None else frozenset(event.known_concerns),
        outcome=event.outcome,
    )
    changed = await _decided(event.case_id, choice, event, work)
    await settle(changed, work, links=links, cause=event.event_id)
    work.wake(PAGE_DUE)


async def _decided(case_id: UUID, choice: Choice, event: Event, work: UnitOfWork) -> Changed:
    case = await case_locked(case_id, event, work)
    return decided(case, choice, await Clinics(work.connection).clinic(case.clinic_id), work.now)


async def _named(event: StaffReplyReceived, code: str | None, work: UnitOfWork) -> Case | None:
    case_id = None if code is None else await Codes(work.connection).case_id(event.clinic_id, code)
    # A code may also be that of a test page, which is no case.
    return None if case_id is None else await Cases(work).get(case_id)


async def _answer(event: StaffReplyReceived, unmeant: Unmeant, work: UnitOfWork, links: Links) -> None:
    clinic = await Clinics(work.connection).clinic(event.clinic_id)
    writer = Writer(clinic_id=event.clinic_id, clinic=clinic, links=links, cause=event.reply_id, work=work)
    writer.answer(event.staff_id, unmeant, event.correlation_id)
