from typing import Any

import pytest
from support.console import CLINIC, MARA, Console
from support.heard import said, topics_said

from aftercare_contracts import ClinicConfigured, RotaChanged, StaffForgotten, StaffRegistered


async def test_a_clinic_is_created_changed_and_left_as_it_is(console: Console) -> None:
    created = await console.api.put("/clinics/main", json=CLINIC)
    again = await console.api.put("/clinics/main", json=CLINIC)
    changed = await console.api.put("/clinics/main", json={**CLINIC, "hours": {"prompt_at": "11:00"}})
    assert [one.status_code for one in (created, again, changed)] == [201, 200, 200]
    assert [one.revision for one in await said(console.works, ClinicConfigured)] == [1, 2]
    assert changed.json()["hours"]["prompt_at"] == "11:00:00"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "A name too long for every text"}, "name"),
        ({"timezone": "New York"}, "timezone"),
        ({"emergency_number": "call us"}, "emergency_number"),
        ({"hours": {"opens": "09:00"}}, "hours"),
        ({"hours": {"opens_at": "21:00"}}, "hours"),
        ({"colour": "teal"}, "colour"),
        ({"country": "USA"}, "country"),
        ({"country": "XX"}, "country"),
        ({"region": "RI"}, "region"),
        ({"country": "US", "region": "ZZ"}, "region"),
    ],
)
async def test_a_clinic_that_could_not_work_is_refused(
    console: Console, changes: dict[str, Any], field: str
) -> None:
    answer = await console.api.put("/clinics/main", json={**CLINIC, **changes})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_numbers_without_a_country_are_of_the_clinics(console: Console) -> None:
    await console.api.put("/clinics/main", json={**CLINIC, "country": "ES", "region": "MD"})
    answer = await console.api.put("/staff/lola", json={"name": "Lola Gil", "number": "612 345 678"})
    assert answer.json()["number"] == "+34612345678"
    refused = await console.api.put("/staff/mara", json={"name": "Mara Voss", "number": "(202) 555-0188"})
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    [error] = refused.json()["errors"]
    assert error["field"] == "number"
    assert "Check its digits and its country" in error["detail"]


async def test_staff_are_registered_once_and_changed_by_revision(console: Console) -> None:
    await console.api.put("/clinics/main", json=CLINIC)
    statuses = [
        (await console.api.put("/staff/mara", json=one)).status_code
        for one in (MARA, MARA, {**MARA, "number": "+12025550177"})
    ]
    assert statuses == [201, 200, 200]
    assert [one.revision for one in await said(console.works, StaffRegistered)] == [1, 2]
    (mara,) = (await console.api.get("/staff")).json()
    assert (mara["reference"], mara["name"], mara["number"]) == ("mara", "Mara Voss", "+12025550177")


async def test_the_rota_is_said_when_it_changes(console: Console) -> None:
    await console.set_up()
    await console.api.put("/staff/noor", json={"name": "Noor Haddad", "number": "+12025550166"})
    for ladder in (["mara"], ["noor", "mara"]):
        answer = await console.api.put("/rota", json={"ladder": ladder, "page_wait_minutes": 5})
        assert answer.status_code == 200
    rota = (await console.api.get("/rota")).json()
    assert [one["reference"] for one in rota["ladder"]] == ["noor", "mara"]
    assert [one.revision for one in await said(console.works, RotaChanged)] == [1, 2]


@pytest.mark.parametrize(
    ("ladder", "field"), [(["mara", "nobody"], "ladder.1"), ([], "ladder"), (["mara", "mara"], "ladder")]
)
async def test_a_rota_that_would_page_nobody_is_refused(
    console: Console, ladder: list[str], field: str
) -> None:
    await console.set_up()
    answer = await console.api.put("/rota", json={"ladder": ladder, "page_wait_minutes": 5})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_who_is_on_the_rota_cannot_leave_and_who_left_does_not_return(console: Console) -> None:
    await console.set_up()
    await console.api.put("/staff/noor", json={"name": "Noor Haddad", "number": "+12025550166"})
    assert (await console.api.delete("/staff/mara")).status_code == 409
    await console.api.put("/rota", json={"ladder": ["noor"], "page_wait_minutes": 5})
    for _ in range(2):
        assert (await console.api.delete("/staff/mara")).status_code == 204
    assert len(await said(console.works, StaffForgotten)) == 1
    assert (await console.api.put("/staff/mara", json=MARA)).status_code == 409
    assert [one["name"] for one in (await console.api.get("/staff")).json()] == ["Noor Haddad"]


async def test_two_clinics_do_not_see_each_other(console: Console) -> None:
    await console.set_up()
    await console.api.put("/clinics/north", json=CLINIC)
    assert (await console.api.get("/staff", params={"clinic_id": "north"})).json() == []
    assert (await console.api.get("/rota", params={"clinic_id": "north"})).status_code == 404
    assert (await topics_said(console.works)).count("clinic.configured.v1") == 2
