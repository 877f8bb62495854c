"""Sentences about clinics, people and procedures."""

from collections.abc import Callable
from typing import Any

from aftercare_console.domain.ledger import how_said
from aftercare_console.domain.sentences.names import Names, begin
from aftercare_contracts import (
    ClinicConfigured,
    ConsentGiven,
    ConsentWithdrawn,
    Event,
    PatientChanged,
    PatientErased,
    PatientForgotten,
    PatientRegistered,
    PoliciesChanged,
    ProcedureAmended,
    ProcedureCompleted,
    ProcedureVoided,
    RotaChanged,
    StaffForgotten,
    StaffRegistered,
)


def _clinic_configured(event: ClinicConfigured, _: Names) -> str:
    return f"The clinic's settings were changed: {event.name}, {event.timezone}."


def _rota_changed(event: RotaChanged, names: Names) -> str:
    ladder = ", then ".join(names.of_staff(one) for one in event.ladder) or "nobody"
    minutes = round(event.page_wait.total_seconds() / 60)
    wait, roster = f"each has {minutes} min to answer a page", event.roster
    counts = (
        (len(roster.shifts), "weekly shift", "weekly shifts"),
        (len(roster.overrides), "override", "overrides"),
        (len(roster.duties), "imported duty", "imported duties"),
    )
    parts = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    if not parts:
        return f"The rota is now {ladder}; {wait}."
    return f"The rota is now {', '.join(parts)}, and after those {ladder}; {wait}."


def _policies_changed(_: PoliciesChanged, __: Names) -> str:
    return "The clinic's policies were changed: open cases keep those they began with."


def _patient_registered(event: PatientRegistered, _: Names) -> str:
    what = "registered" if event.revision == 1 else "changed"
    consent = "without consent to texts" if event.consent is None else "with consent to texts"
    return f"The patient's contact was {what}, {consent}."


def _patient_changed(event: PatientChanged, _: Names) -> str:
    return f"The patient is in {event.timezone} and reads {event.language} from now on."


def _patient_forgotten(event: PatientForgotten, names: Names) -> str:
    by = "" if event.staff_id is None else f", passed on by {names.of_staff(event.staff_id)}"
    return f"The patient was erased on request{by}: name, number and words are gone."


def _patient_erased(event: PatientErased, _: Names) -> str:
    return f"Nothing that names the patient is left in {event.service}."


def _staff_registered(event: StaffRegistered, names: Names) -> str:
    what = "registered" if event.revision == 1 else "changed"
    return f"The contact of {names.staff.get(event.staff_id, event.name)} was {what}."


def _staff_forgotten(event: StaffForgotten, names: Names) -> str:
    return f"{names.of_staff(event.staff_id)} has left the clinic."


def _procedure_completed(event: ProcedureCompleted, _: Names) -> str:
    return f"Session {event.session} was completed on {event.performed_on:%d %b %Y}."


def _procedure_amended(event: ProcedureAmended, _: Names) -> str:
    return f"The date of the procedure was corrected to {event.performed_on:%d %b %Y}."


def _procedure_voided(event: ProcedureVoided, _: Names) -> str:
    return f"The procedure was voided: {event.reason}"


def _consent_given(event: ConsentGiven, names: Names) -> str:
    return f"{begin(names.of(event.party))} may be texted ({how_said(event.source)})."


def _consent_withdrawn(event: ConsentWithdrawn, names: Names) -> str:
    who = begin(names.of(event.party))
    return f"{who} must not be texted any more ({how_said(event.source)}): phone instead."


SENTENCES: dict[type[Event], Callable[[Any, Names], str]] = {
    ClinicConfigured: _clinic_configured,
    RotaChanged: _rota_changed,
    PoliciesChanged: _policies_changed,
    PatientRegistered: _patient_registered,
    PatientChanged: _patient_changed,
    PatientForgotten: _patient_forgotten,
    PatientErased: _patient_erased,
    StaffRegistered: _staff_registered,
    StaffForgotten: _staff_forgotten,
    ProcedureCompleted: _procedure_completed,
    ProcedureAmended: _procedure_amended,
    ProcedureVoided: _procedure_voided,
    ConsentGiven: _consent_given,
    ConsentWithdrawn: _consent_withdrawn,
}
