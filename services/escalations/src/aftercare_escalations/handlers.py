"""What escalations hears on the bus."""

from functools import partial
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from aftercare_chassis import Handlers, Refused, UnitOfWork
from aftercare_contracts import (
    CaseDecided,
    ClinicConfigured,
    ConcernRaised,
    Event,
    MessageFailed,
    PatientForgotten,
    RotaChanged,
    StaffReplyReceived,
)
from aftercare_escalations.domain.case import Case, Changed, joined, opened
from aftercare_escalations.domain.clinic import Clinic
from aftercare_escalations.domain.decisions import decided
from aftercare_escalations.domain.ladder import failed, rota_changed
from aftercare_escalations.domain.replies import Meant, Unmeant, meant, parse
from aftercare_escalations.effects import settle
from aftercare_escalations.messages import Writer
from aftercare_escalations.settings import EscalationsSettings
from aftercare_escalations.store import Answers, Cases, Clinics, Codes, Pages

PAGE_DUE = "page-due"
_CASES = UUID("b7a2c9e4-2f0d-4d7b-8a86-61c1f6f7a3d9")


async def configure_clinic(event: ClinicConfigured, work: UnitOfWork) -> None:
    """Keep the clinic's settings; those with a zone that is none are not taken over."""
    ZoneInfo(event.timezone)
    await Clinics(work.connection).configure(event)


async def change_rota(event: RotaChanged, work: UnitOfWork) -> None:
    """Keep the rota, and page at once where nobody on it is being waited for."""
    clinics, cases = Clinics(work.connection), Cases(work.connection)
    await clinics.change_rota(event)
    rota = await clinics.rota(event.clinic_id)
    for case_id in await cases.open_ids(event.clinic_id):
        case = await cases.get(case_id)
        if case is not None and (moved := rota_changed(case, rota, work.now)) != case:
            await cases.save(moved)
    work.wake(PAGE_DUE)


async def raise_concern(event: ConcernRaised, work: UnitOfWork, *, console_url: str) -> None:
    """Open a case for a patient, or let the concern join the one that is open."""
    cases = Cases(work.connection)
    if not await cases.add_concern(event):
        return
    known = await cases.current(event.clinic_id, event.party)
    clinic = await Clinics(work.connection).clinic(event.clinic_id)
    if known is None:
        changed = await _opened(event, clinic, work)
    else:
        changed = joined(known, event.level, clinic, work.now)
    await settle(changed, work, console_url=console_url, cause=event.concern_id)
    work.wake(PAGE_DUE)


async def hear_staff(event: StaffReplyReceived, work: UnitOfWork, *, console_url: str) -> None:
    """Do what a member of staff means by a text, or answer what was not understood."""
    read = parse(event.words)
    match meant(read, event.staff_id, await _known(event, read.code, work)):
        case Meant(case_id=case_id, decision=decision, outcome=outcome):
            case = await _locked(case_id, event, work)
            changed = decided(case, decision, event.staff_id, outcome, work.now)
            await settle(changed, work, console_url=console_url, cause=event.reply_id)
            work.wake(PAGE_DUE)
        case Unmeant() as unmeant if await Answers(work.connection).may_answer(event, work.now):
            await _answer(event, unmeant, work, console_url)


async def decide_case(event: CaseDecided, work: UnitOfWork, *, console_url: str) -> None:
    """Do what a member of staff decided on the console."""
    case = await _locked(event.case_id, event, work)
    changed = decided(case, event.decision, event.staff_id, event.outcome, work.now)
    await settle(changed, work, console_url=console_url, cause=event.event_id)
    work.wake(PAGE_DUE)


async def move_on(event: MessageFailed, work: UnitOfWork, *, console_url: str) -> None:
    """Page the next person at once when a page will not reach a phone; other texts are none of ours."""
    page = await Pages(work.connection).fail(event.message_id, work.now)
    if page is None:
        return
    case = await _locked(page.case_id, event, work)
    changed = failed(case, page.staff_id, round_=page.round, news=page.news, now=work.now)
    await settle(changed, work, console_url=console_url, cause=event.message_id)
    work.wake(PAGE_DUE)


async def forget_patient(event: PatientForgotten, work: UnitOfWork) -> None:
    """Name the patient no more; the case stays until somebody has closed it."""
    await Cases(work.connection).forget(event)


async def _opened(event: ConcernRaised, clinic: Clinic, work: UnitOfWork) -> Changed:
    case_id = uuid5(_CASES, str(event.concern_id))
    return opened(
        case_id=case_id,
        clinic_id=event.clinic_id,
        party=event.party,
        code=await Codes(work.connection).give(event.clinic_id, case_id, work.now),
        language=event.language,
        level=event.level,
        clinic=clinic,
        now=work.now,
    )


async def _known(event: StaffReplyReceived, code: str | None, work: UnitOfWork) -> list[Case]:
    cases = Cases(work.connection)
    if code is None:
        return await cases.concerning(event.clinic_id, event.staff_id)
    case_id = await Codes(work.connection).case_id(event.clinic_id, code)
    return [] if case_id is None else [await _locked(case_id, event, work)]


async def _locked(case_id: UUID, event: Event, work: UnitOfWork) -> Case:
    case = await Cases(work.connection).get(case_id)
    if case is None or case.clinic_id != event.clinic_id:
        raise Refused(f"there is no case {case_id}")
    return case


async def _answer(event: StaffReplyReceived, unmeant: Unmeant, work: UnitOfWork, console_url: str) -> None:
    clinic = await Clinics(work.connection).clinic(event.clinic_id)
    writer = Writer(
        clinic_id=event.clinic_id, clinic=clinic, console_url=console_url, cause=event.reply_id, work=work
    )
    writer.answer(event.staff_id, unmeant.notice, unmeant.codes, event.correlation_id)


def handlers(settings: EscalationsSettings) -> Handlers:
    """Which function hears which event."""
    console_url = settings.console_url
    heard = Handlers()
    heard.on(ClinicConfigured, configure_clinic)
    heard.on(RotaChanged, change_rota)
    heard.on(ConcernRaised, partial(raise_concern, console_url=console_url))
    heard.on(StaffReplyReceived, partial(hear_staff, console_url=console_url))
    heard.on(CaseDecided, partial(decide_case, console_url=console_url))
    heard.on(MessageFailed, partial(move_on, console_url=console_url))
    heard.on(PatientForgotten, forget_patient)
    return heard
