import asyncio
from typing import Any

import pytest
from support.clock import StoppedClock
from support.console import Console, procedure
from support.heard import said, topics_said

from aftercare_contracts import (
    PatientChanged,
    PatientRegistered,
    ProcedureAmended,
    ProcedureCompleted,
    ProcedureVoided,
)

ENTERED = ["clinic.configured.v1", "staff.registered.v1", "rota.changed.v1"]
ENTERED_ONCE = [*ENTERED, "patient.registered.v1", "procedure.completed.v1"]


async def test_one_call_registers_the_patient_and_the_procedure(console: Console) -> None:
    await console.set_up()
    answer = await console.api.post("/procedures", json=procedure())
    assert answer.status_code == 201
    assert answer.json()["session"] == 1
    (registered,) = await said(console.works, PatientRegistered)
    (completed,) = await said(console.works, ProcedureCompleted)
    assert registered.number == "+12025550123"
    assert registered.consent is not None
    assert str(completed.patient_id) == answer.json()["patient_id"]
    assert (completed.session, completed.timezone) == (1, "America/Los_Angeles")


async def test_the_same_call_again_says_nothing_new(console: Console) -> None:
    await console.set_up()
    first = await console.api.post("/procedures", json=procedure())
    again = await console.api.post("/procedures", json=procedure())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert await topics_said(console.works) == ENTERED_ONCE


@pytest.mark.parametrize(
    ("changes", "topics"),
    [
        ({"number": "+1 202 555 0199"}, ["patient.registered.v1"]),
        ({"consent": None}, ["patient.registered.v1"]),
        ({"timezone": "America/Denver"}, ["patient.registered.v1", "patient.changed.v1"]),
        ({"language": "en"}, ["patient.registered.v1", "patient.changed.v1"]),
    ],
)
async def test_a_changed_contact_is_said_under_the_next_revision(
    console: Console, changes: dict[str, Any], topics: list[str]
) -> None:
    await console.set_up()
    await console.api.post("/procedures", json=procedure())
    answer = await console.api.post("/procedures", json=procedure(patient=changes))
    assert answer.status_code == 200
    assert (await topics_said(console.works))[len(ENTERED_ONCE) :] == topics
    assert [one.revision for one in await said(console.works, PatientRegistered)] == [1, 2]
    assert {one.revision for one in await said(console.works, PatientChanged)} <= {2}


async def test_a_corrected_day_amends_the_procedure(console: Console) -> None:
    await console.set_up()
    await console.api.post("/procedures", json=procedure())
    for day in ("2026-03-01", "2026-03-01", "2026-02-28"):
        answer = await console.api.post("/procedures", json=procedure(performed_on=day))
        assert (answer.status_code, answer.json()["performed_on"]) == (200, day)
    amended = await said(console.works, ProcedureAmended)
    assert [(one.revision, str(one.performed_on)) for one in amended] == [
        (1, "2026-03-01"),
        (2, "2026-02-28"),
    ]


async def test_the_next_procedure_of_a_patient_is_the_next_session(console: Console) -> None:
    await console.set_up()
    for reference in ("P-1", "P-2"):
        assert (await console.api.post("/procedures", json=procedure(reference))).status_code == 201
    assert [one.session for one in await said(console.works, ProcedureCompleted)] == [1, 2]
    assert len(await said(console.works, PatientRegistered)) == 1


@pytest.mark.parametrize(
    ("again", "field"),
    [
        (procedure("P-2", session=1), "session"),
        (procedure("P-1", session=2), "session"),
        (procedure("P-1", patient={"reference": "bea"}), "patient.reference"),
    ],
)
async def test_what_contradicts_an_earlier_entry_is_a_conflict(
    console: Console, again: dict[str, Any], field: str
) -> None:
    await console.set_up()
    await console.api.post("/procedures", json=procedure("P-1"))
    answer = await console.api.post("/procedures", json=again)
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["field"] == field
    assert await topics_said(console.works) == ENTERED_ONCE


async def test_a_voided_procedure_frees_its_session_and_stays_voided(console: Console) -> None:
    await console.set_up()
    await console.api.post("/procedures", json=procedure("P-1"))
    for _ in range(2):
        answer = await console.api.delete("/procedures/P-1", params={"reason": "wrong patient"})
        assert answer.status_code == 204
    assert len(await said(console.works, ProcedureVoided)) == 1
    assert (await console.api.post("/procedures", json=procedure("P-1"))).status_code == 409
    assert (await console.api.post("/procedures", json=procedure("P-2"))).json()["session"] == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"patient": {"number": "+1 212 555"}}, "patient.number"),
        ({"patient": {"number": "my phone"}}, "patient.number"),
        ({"patient": {"number": "+34 912 345 678"}}, "patient.number"),  # a fixed line in Madrid
        ({"patient": {"number": "+1 800 555 0199"}}, "patient.number"),
        ({"patient": {"number": "+1 202 555 0123 ext. 7"}}, "patient.number"),
        ({"patient": {"timezone": "Mars/Olympus"}}, "patient.timezone"),
        ({"patient": {"language": "Spanish"}}, "patient.language"),
        ({"patient": {"given_name": " "}}, "patient.given_name"),
        ({"patient": {"given_name": "A\u0000na"}}, "patient.given_name"),
        ({"patient": {"mail": "ana@example.org"}}, "patient.mail"),
        ({"performed_on": "2026-03-04"}, "performed_on"),
        ({"performed_on": "yesterday"}, "performed_on"),
        ({"session": 0}, "session"),
        ({"reference": "../1"}, "reference"),
    ],
)
async def test_a_wrong_field_is_named_and_its_value_is_not_repeated(
    console: Console, changes: dict[str, Any], field: str
) -> None:
    await console.set_up()
    answer = await console.api.post("/procedures", json=procedure(**changes))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    number = procedure(**changes)["patient"]["number"]
    assert number not in answer.text
    assert await topics_said(console.works) == ENTERED


async def test_consent_must_be_answered_if_only_with_null(console: Console) -> None:
    await console.set_up()
    body = procedure()
    del body["patient"]["consent"]
    answer = await console.api.post("/procedures", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "patient.consent", "detail": "This field is missing"}]


async def test_tomorrow_is_counted_where_the_patient_is(console: Console, clock: StoppedClock) -> None:
    await console.set_up()
    clock.set("2026-03-02T23:30:00-08:00")
    beyond = await console.api.post("/procedures", json=procedure(performed_on="2026-03-04"))
    assert beyond.status_code == 422
    there = await console.api.post(
        "/procedures", json=procedure(performed_on="2026-03-04", patient={"timezone": "Asia/Tokyo"})
    )
    assert there.status_code == 201


async def test_an_unknown_clinic_is_told_how_to_begin(console: Console) -> None:
    answer = await console.api.post("/procedures", params={"clinic_id": "north"}, json=procedure())
    assert answer.status_code == 404
    assert "PUT /api/v1/clinics/north" in answer.json()["detail"]


async def test_an_erased_patient_is_not_registered_again(console: Console) -> None:
    await console.set_up()
    await console.api.post("/procedures", json=procedure("P-1"))
    for _ in range(2):
        assert (await console.api.delete("/patients/ana")).status_code == 204
    assert (await topics_said(console.works)).count("patient.forgotten.v1") == 1
    answer = await console.api.post("/procedures", json=procedure("P-2"))
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["field"] == "patient.reference"
    assert (await console.api.get("/patients", params={"query": "Ana"})).json() == []


async def test_calls_that_come_at_once_enter_a_procedure_once(console: Console) -> None:
    await console.set_up()
    answers = await asyncio.gather(
        *(console.api.post("/procedures", json=procedure(reference)) for reference in ("P-1", "P-2") * 2)
    )
    assert sorted(one.status_code for one in answers) == [200, 200, 201, 201]
    assert sorted(one.session for one in await said(console.works, ProcedureCompleted)) == [1, 2]
    assert len(await said(console.works, PatientRegistered)) == 1
