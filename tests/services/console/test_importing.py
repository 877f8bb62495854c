"""A clinic's file, told through the console's API."""

from collections.abc import Mapping
from typing import Any

import pytest
from support.console import CLINIC, Console, procedure
from support.heard import said, topics_said

from aftercare_console.domain.importing import LARGEST, Column
from aftercare_contracts import Consent, PatientRegistered, ProcedureAmended, ProcedureCompleted

ANA = {
    "procedure": "P-1",
    "performed_on": "2026-03-02",
    "session": "",
    "patient": "ana",
    "given_name": "Ana",
    "family_name": "Ruiz",
    "number": "(202) 555-0123",
    "timezone": "America/Los_Angeles",
    "language": "ES",
    "consent_wording": "v1",
    "consent_source": "intake-form",
    "consent_given_at": "2026-03-01T10:00:00Z",
}
BEA = {**ANA, "procedure": "P-2", "patient": "bea", "given_name": "Bea", "number": "+12025550124"}
CLEO = {**ANA, "procedure": "P-3", "patient": "cleo", "given_name": "Cleo", "number": "+12025550125"}
SET_UP = ["clinic.configured.v1", "staff.registered.v1", "rota.changed.v1"]


def csv_of(*rows: Mapping[str, str], columns: tuple[str, ...] = tuple(Column)) -> bytes:
    lines = [",".join(columns), *(",".join(f'"{row[name]}"' for name in columns) for row in rows)]
    return "\n".join(lines).encode()


async def report(console: Console, *rows: Mapping[str, str], **query: str) -> dict[str, Any]:
    answer = await console.api.post("/imports", content=csv_of(*rows), params={"dry_run": "false", **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def counts(found: dict[str, Any]) -> tuple[int, ...]:
    return tuple(found[name] for name in ("new", "changed", "same", "refused"))


def refusals(found: dict[str, Any]) -> dict[int, list[str | None]]:
    return {row["line"]: [fault["column"] for fault in row["faults"]] for row in found["rows"]}


async def test_a_file_enters_what_calls_would_have_entered(console: Console) -> None:
    await console.set_up()
    assert counts(await report(console, ANA, BEA)) == (2, 0, 0, 0)
    registered = {one.given_name: one for one in await said(console.works, PatientRegistered)}
    assert registered["Ana"].number == "+12025550123"
    assert registered["Ana"].language == "es"
    assert isinstance(registered["Ana"].consent, Consent)
    assert (await console.api.post("/procedures", json=procedure())).status_code == 200


async def test_a_dry_run_says_the_same_and_writes_nothing(console: Console) -> None:
    await console.set_up()
    rows = (ANA, {**ANA, "procedure": "P-9"}, {**BEA, "number": "my phone"})
    for query in ({}, {"dry_run": "true"}):
        answer = await console.api.post("/imports", content=csv_of(*rows), params=query)
        assert answer.json()["dry_run"] is True
        assert counts(answer.json()) == (2, 0, 0, 1)
    assert await topics_said(console.works) == SET_UP
    assert (await console.api.get("/patients")).json() == []
    assert counts(await report(console, *rows)) == (2, 0, 0, 1)


async def test_the_same_file_again_changes_nothing(console: Console) -> None:
    await console.set_up()
    rows = (ANA, {**ANA, "procedure": "P-9"}, BEA, {**BEA, "procedure": "P-1"})
    first = await report(console, *rows)
    topics = await topics_said(console.works)
    again = await report(console, *rows)
    assert (counts(first), counts(again)) == ((3, 0, 0, 1), (0, 0, 3, 1))
    assert refusals(first) == refusals(again) == {5: ["procedure"]}
    assert await topics_said(console.works) == topics


async def test_a_changed_row_amends(console: Console) -> None:
    await console.set_up()
    await report(console, ANA, BEA)
    changed = [{**ANA, "performed_on": "2026-03-01"}, {**BEA, "family_name": "Sol"}]
    assert counts(await report(console, *changed)) == (0, 2, 0, 0)
    assert [str(one.performed_on) for one in await said(console.works, ProcedureAmended)] == ["2026-03-01"]
    assert [one.family_name for one in await said(console.works, PatientRegistered)] == [
        "Ruiz",
        "Ruiz",
        "Sol",
    ]


async def test_a_row_that_is_refused_holds_up_no_other(console: Console) -> None:
    await console.set_up()
    await report(console, ANA)
    await console.api.delete("/patients/ana")
    bad = {**BEA, "number": "+34 912 345 678", "performed_on": "02/03/2026", "given_name": ""}
    found = await report(console, {**ANA, "procedure": "P-8"}, bad, CLEO)
    assert counts(found) == (1, 0, 0, 2)
    assert refusals(found) == {2: ["patient"], 3: ["performed_on", "given_name", "number"]}
    assert "erased" in found["rows"][0]["faults"][0]["detail"]


@pytest.mark.parametrize(
    ("changes", "column", "part"),
    [
        ({"procedure": ""}, "procedure", "This cell is empty"),
        ({"procedure": "no spaces"}, "procedure", "letters, digits, dots, hyphens"),
        ({"patient": "ana/ruiz"}, "patient", "letters, digits, dots, hyphens"),
        ({"performed_on": "02/03/2026"}, "performed_on", "could be 3 February or 2 March"),
        ({"performed_on": "2026-03-09"}, "performed_on", "not in the future"),
        ({"session": "one more"}, "session", "up to 99"),
        ({"session": "100"}, "session", "up to 99"),
        ({"given_name": "A" * 81}, "given_name", "At most 80 characters"),
        ({"family_name": "Ru\niz"}, "family_name", "on one line"),
        ({"number": "2.0256E+10"}, "number", "This is not a phone number"),
        ({"number": "+34 912 345 678"}, "number", "a fixed line"),
        ({"timezone": "EST5"}, "timezone", "no IANA time zone"),
        ({"language": "Spanish"}, "language", "as en or es"),
        ({"consent_given_at": ""}, "consent_given_at", "This cell is empty"),
        ({"consent_given_at": "soon"}, "consent_given_at", "This is not a day"),
        ({"consent_wording": "", "consent_given_at": ""}, "consent_wording", "all three consent cells"),
    ],
)
async def test_a_wrong_cell_is_named_with_its_line_and_what_to_do(
    console: Console, changes: dict[str, str], column: str, part: str
) -> None:
    await console.set_up()
    found = await report(console, BEA, {**ANA, **changes})
    (row,) = found["rows"]
    assert (row["line"], row["faults"][0]["column"]) == (3, column)
    assert part in row["faults"][0]["detail"]
    for value in changes.values():
        assert not value or value not in str(row["faults"])


async def test_consent_that_was_not_given_is_three_empty_cells(console: Console) -> None:
    await console.set_up()
    none = dict.fromkeys(("consent_wording", "consent_source", "consent_given_at"), "")
    assert counts(await report(console, {**ANA, **none})) == (1, 0, 0, 0)
    assert [one.consent for one in await said(console.works, PatientRegistered)] == [None]


async def test_what_contradicts_itself_inside_the_file_is_found(console: Console) -> None:
    await console.set_up()
    found = await report(
        console,
        ANA,
        {**BEA, "procedure": "P-1"},
        {**ANA, "procedure": "P-4", "number": "+12025550199"},
        {**ANA, "procedure": "P-5", "session": "1"},
        {**ANA, "procedure": "P-6", "number": "+1 202 555 0123"},
    )
    assert counts(found) == (2, 0, 0, 3)
    assert refusals(found) == {3: ["procedure"], 4: ["patient"], 5: ["session"]}
    assert "line 2 already" in found["rows"][0]["faults"][0]["detail"]
    assert "Line 2 says something else" in found["rows"][1]["faults"][0]["detail"]


async def test_a_day_with_its_figures_in_the_clinics_order_is_read_so_when_told(console: Console) -> None:
    await console.set_up()
    assert counts(await report(console, {**ANA, "performed_on": "03/02/2026"}, dates="month-first")) == (
        1,
        0,
        0,
        0,
    )
    assert counts(await report(console, {**BEA, "performed_on": "02/03/2026"}, dates="day-first")) == (
        1,
        0,
        0,
        0,
    )
    days = {str(one.performed_on) for one in await said(console.works, ProcedureCompleted)}
    assert days == {"2026-03-02"}


async def test_the_sessions_of_one_patient_follow_the_file(console: Console) -> None:
    await console.set_up()
    await report(console, ANA, BEA, {**ANA, "procedure": "P-7"})
    sessions = {one.procedure_id: one.session for one in await said(console.works, ProcedureCompleted)}
    assert sorted(sessions.values()) == [1, 1, 2]


async def test_a_file_that_was_broken_off_is_run_again(console: Console) -> None:
    await console.set_up()
    await report(console, ANA)
    assert counts(await report(console, ANA, BEA, CLEO)) == (2, 0, 1, 0)


async def test_an_import_is_for_the_clinic_it_names(console: Console) -> None:
    await console.set_up()
    unknown = await console.api.post("/imports", content=csv_of(ANA), params={"clinic_id": "north"})
    assert (unknown.status_code, "PUT /api/v1/clinics/north" in unknown.text) == (404, True)
    await console.api.put("/clinics/north", json={**CLINIC, "timezone": "America/Denver"})
    await report(console, {**ANA, "timezone": "", "language": ""}, clinic_id="north")
    (registered,) = await said(console.works, PatientRegistered)
    assert (registered.clinic_id, registered.timezone, registered.language) == (
        "north",
        "America/Denver",
        "en",
    )


@pytest.mark.parametrize(
    ("body", "status", "part"),
    [
        (b"", 422, "The file is empty"),
        (b"name,phone\nAna,1", 422, "names no column procedure"),
        (b"x" * (LARGEST + 1), 413, "send less"),
    ],
)
async def test_a_file_that_cannot_be_used_is_a_problem(
    console: Console, body: bytes, status: int, part: str
) -> None:
    await console.set_up()
    answer = await console.api.post("/imports", content=body)
    assert answer.status_code == status
    assert part in answer.json()["detail"]


async def test_only_the_import_takes_large_bodies(console: Console) -> None:
    answer = await console.api.post("/procedures", content=b" " * (256 * 1024 + 1))
    assert answer.status_code == 413
