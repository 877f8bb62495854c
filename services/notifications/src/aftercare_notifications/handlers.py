"""What notifications hears on the bus."""

from aftercare_chassis import Handlers, NotYet, UnitOfWork, confirm_erasure
from aftercare_contracts import (
    CallRequested,
    CaseClosed,
    CaseTaken,
    ClinicConfigured,
    Consent,
    MessageRequested,
    OptOutRequested,
    Party,
    PartyKind,
    PatientForgotten,
    PatientRegistered,
    PromptRequested,
    Purpose,
    StaffForgotten,
    StaffRegistered,
    StaffTexted,
)
from aftercare_notifications.domain.opt_outs import lets_it_go_first
from aftercare_notifications.domain.sending import FORGOTTEN, Lane
from aftercare_notifications.domain.words import clean
from aftercare_notifications.jobs import CALL, SEND_PROMPTS, SEND_URGENT
from aftercare_notifications.store import (
    Arrivals,
    Calls,
    Clinics,
    Consents,
    Contacts,
    Messages,
    Photos,
    Progress,
)


async def configure_clinic(event: ClinicConfigured, work: UnitOfWork) -> None:
    """Keep the clinic's zone and hours."""
    await Clinics(work).configure(event)


async def register_patient(event: PatientRegistered, work: UnitOfWork) -> None:
    """Keep how a patient is reached, and what the patient agreed to."""
    party = Party(kind=PartyKind.PATIENT, id=event.patient_id)
    known = (await Contacts(work).get([party])).get(party)
    new = await Contacts(work).register(
        party,
        event.clinic_id,
        event.revision,
        number=event.number,
        given_name=clean(event.given_name),
        family_name=clean(event.family_name),
        timezone=event.timezone,
        language=event.language,
    )
    consents, topic = Consents(work), event.correlation_id
    if new and event.consent is not None and not await _taken_back(event.consent, party, work):
        await consents.record(event.clinic_id, event.number, event.consent, party=party, correlation_id=topic)
    if new and (known is None or known.number != event.number):
        await consents.tell_withdrawal(event.clinic_id, event.number, party=party, correlation_id=topic)


async def _taken_back(consent: Consent, party: Party, work: UnitOfWork) -> bool:
    """Whether a patient has texted STOP since, perhaps from a number that is theirs no more."""
    return await Arrivals(work).stopped_since(party, consent.given_at)


async def register_staff(event: StaffRegistered, work: UnitOfWork) -> None:
    """Keep how a member of staff is reached."""
    party = Party(kind=PartyKind.STAFF, id=event.staff_id)
    known = {"number": event.number, "given_name": clean(event.name)}
    await Contacts(work).register(party, event.clinic_id, event.revision, **known)


async def forget_patient(event: PatientForgotten, work: UnitOfWork) -> None:
    """Erase a patient: number, names, and what was written to and by them."""
    await _forget(Party(kind=PartyKind.PATIENT, id=event.patient_id), event.clinic_id, work)
    confirm_erasure(event, work, "notifications")


async def forget_staff(event: StaffForgotten, work: UnitOfWork) -> None:
    """Erase a member of staff."""
    await _forget(Party(kind=PartyKind.STAFF, id=event.staff_id), event.clinic_id, work)


async def request_prompt(event: PromptRequested, work: UnitOfWork) -> None:
    """Keep a scheduled text until it may go."""
    await Messages(work).add(event, Lane.PROMPT)
    work.wake(SEND_PROMPTS)


async def request_message(event: MessageRequested, work: UnitOfWork) -> None:
    """Keep a text that goes at once."""
    await Messages(work).add(event, Lane.URGENT)
    work.wake(SEND_URGENT)


async def send_staff_text(event: StaffTexted, work: UnitOfWork) -> None:
    """Keep what a member of staff writes to a patient: it goes at once."""
    identity = event.model_dump(include={"event_id", "clinic_id", "occurred_at", "correlation_id"})
    message = MessageRequested(
        **identity,
        message_id=event.message_id,
        party=event.party,
        purpose=Purpose.ANSWER,
        text=event.text,
        wording="staff",
    )
    await request_message(message, work)


async def request_call(event: CallRequested, work: UnitOfWork) -> None:
    """Keep a call that is made at once."""
    await Calls(work).add(event)
    work.wake(CALL)


async def stop_calling(event: CaseTaken | CaseClosed, work: UnitOfWork) -> None:
    """Call nobody any more about a case that somebody has taken, and tell so whoever picks up."""
    await Calls(work).withdraw(event.case_id, event.staff_id, event.occurred_at)


async def opt_out(event: OptOutRequested, work: UnitOfWork) -> None:
    """Text the number no more from which somebody asked for that in their own words.

    A safety text that answers the same words goes out first.
    """
    await _let_safety_text_go_first(event, work)
    number = await _number_behind(event, work)
    if number is None:
        return
    await Arrivals(work).count_as_stop(event.reply_id)
    here = await Contacts(work).on_number(event.clinic_id, number)
    elsewhere = [] if here else await Contacts(work).clinics_knowing(number)
    for clinic_id in (event.clinic_id, *elsewhere):
        parties = await Contacts(work).on_number(clinic_id, number) or [event.party]
        await Consents(work).withdraw(
            clinic_id, number, parties=parties, source="text", correlation_id=event.correlation_id
        )


async def _let_safety_text_go_first(event: OptOutRequested, work: UnitOfWork) -> None:
    if event.after_message_id is None:
        return
    under_way = await Messages(work).under_way(event.after_message_id)
    if lets_it_go_first(under_way=under_way, waited=await Arrivals(work).age_of(event.reply_id)):
        raise NotYet(f"text {event.after_message_id} goes out first")


async def _number_behind(event: OptOutRequested, work: UnitOfWork) -> str | None:
    """The number that the reply came from, or else the party's; none when it has been erased."""
    number = await Arrivals(work).number_of(event.reply_id)
    if number is not None:
        return number
    known = (await Contacts(work).get([event.party])).get(event.party)
    if known is None:
        raise NotYet(f"{event.party.kind} {event.party.id} has not been heard of")
    return known.number


async def _forget(party: Party, clinic_id: str, work: UnitOfWork) -> None:
    messages = Messages(work)
    for row in await messages.pending(party):
        await Progress(work).failed(row, None, FORGOTTEN)
    await messages.erase(party)
    await Calls(work).erase(party)
    await Arrivals(work).erase(party)
    await Photos(work).erase(party)
    number = await Contacts(work).erase(party, clinic_id)
    if number is not None:
        await Consents(work).erase(clinic_id, number)
        await Photos(work).erase_with(await Arrivals(work).erase_number(clinic_id, number))
        await messages.unname(number)


def handlers() -> Handlers:
    """Which function hears which event."""
    heard = Handlers()
    heard.on(ClinicConfigured, configure_clinic)
    heard.on(PatientRegistered, register_patient)
    heard.on(PatientForgotten, forget_patient)
    heard.on(StaffRegistered, register_staff)
    heard.on(StaffForgotten, forget_staff)
    heard.on(PromptRequested, request_prompt)
    heard.on(MessageRequested, request_message)
    heard.on(OptOutRequested, opt_out)
    heard.on(StaffTexted, send_staff_text)
    heard.on(CallRequested, request_call)
    heard.on(CaseTaken, stop_calling)
    heard.on(CaseClosed, stop_calling)
    return heard
