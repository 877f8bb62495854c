import re

from support.console import CLINIC, Console, hidden
from support.heard import said

from aftercare_contracts import RotaChanged

WORKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
DAYS = {"days": WORKDAYS, "starts_at": "09:00", "ends_at": "20:00", "people": ["mara", "noor"]}
NIGHTS = {"days": [*WORKDAYS, "sunday"], "starts_at": "20:00", "ends_at": "09:00", "people": ["noor"]}


async def opened(console: Console, *shifts: object) -> str:
    await console.set_up()
    await console.api.put("/staff/noor", json={"name": "Noor Haddad", "number": "+12025550166"})
    await console.api.put("/rota", json={"ladder": ["mara"], "page_wait_minutes": 5, "shifts": shifts})
    await console.sign_in()
    return (await console.browser.get("/rota")).text


def rows(page: str) -> list[str]:
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    found = re.findall(r"<tr class=\"(.*?)\">(.*?)</tr>", table, re.DOTALL)
    texts = [(kind.strip(), re.sub("<[^>]+>", " ", row).replace("\N{EN DASH}", "-")) for kind, row in found]
    return [f"{kind}: {' '.join(text.split())}" for kind, text in texts]


async def test_the_week_is_a_table_by_the_clinics_clock_with_gaps_marked(console: Console) -> None:
    shown = rows(await opened(console, DAYS, NIGHTS))
    assert shown[:3] == [
        "current: Mon 2 Mar 10:00-20:00 Mara Voss Noor Haddad",
        ": 20:00-24:00 Noor Haddad",
        ": Tue 3 Mar 00:00-09:00 Noor Haddad",
    ]
    assert [one for one in shown if one.startswith("gap")] == [
        "gap: 09:00-24:00 Nobody",
        "gap: Sun 8 Mar 00:00-20:00 Nobody",
    ]


async def test_the_page_says_what_is_wrong_and_who_is_on_call_now(console: Console) -> None:
    page = await opened(console, DAYS, NIGHTS)
    assert "Nobody is on call from Sat 7 Mar, 09:00 to Sun 8 Mar, 20:00" in page
    assert "Mara Voss, then Noor Haddad" in page
    assert "no text has reached them" in page


async def test_a_clinic_with_only_a_fallback_has_no_gaps(console: Console) -> None:
    page = await opened(console)
    assert "there are no shifts" in page
    assert "<tbody>" not in page
    assert "Nobody is on call" not in page


async def test_a_clinic_without_a_rota_is_told_so(console: Console) -> None:
    await console.api.put("/clinics/main", json=CLINIC)
    await console.sign_in()
    assert "Nobody is paged about anything" in (await console.browser.get("/rota")).text
    assert (await console.browser.get("/rota?clinic=north")).status_code == 404


async def test_noor_stands_in_for_mara_by_the_clinics_clock_and_is_taken_back(console: Console) -> None:
    page = await opened(console, DAYS)
    ids = {one["reference"]: one["staff_id"] for one in (await console.api.get("/staff")).json()}
    form = hidden(page) | {
        "clinic_id": "main",
        "staff_id": ids["noor"],
        "instead_of": ids["mara"],
        "starts": "2026-03-08T01:30",
        "ends": "2026-03-08T12:00",
    }
    answer = await console.browser.post("/rota/overrides", data=form)
    assert answer.status_code == 303
    (override,) = (await console.api.get("/rota")).json()["overrides"]
    assert (override["starts_at"], override["ends_at"]) == ("2026-03-08T06:30:00Z", "2026-03-08T16:00:00Z")
    page = (await console.browser.get("/rota")).text
    assert "Sun 8 Mar, 01:30 to Sun 8 Mar, 12:00" in page
    end = f"/rota/overrides/{override['override_id']}/end"
    assert (await console.browser.post(end, data=hidden(page) | {"clinic_id": "main"})).status_code == 303
    assert (await console.api.get("/rota")).json()["overrides"] == []


async def test_a_form_that_is_not_whole_or_not_ours_changes_nothing(console: Console) -> None:
    page = await opened(console, DAYS)
    noor = next(
        one["staff_id"] for one in (await console.api.get("/staff")).json() if one["reference"] == "noor"
    )
    whole = hidden(page) | {
        "clinic_id": "main", "staff_id": noor, "starts": "2026-03-08T10:00", "ends": "2026-03-08T12:00",
    }  # fmt: skip
    for changes, status in (
        ({"csrf": "another"}, 403),
        ({"staff_id": ""}, 422),
        ({"starts": "tomorrow"}, 422),
        ({"ends": "2026-03-08T09:00"}, 422),
        ({"starts": "2026-03-01T10:00", "ends": "2026-03-01T12:00"}, 422),
        ({"clinic_id": "north"}, 404),
        ({"instead_of": "Mara"}, 422),
    ):
        answer = await console.browser.post("/rota/overrides", data=whole | changes)
        assert answer.status_code == status, changes
    assert len(await said(console.works, RotaChanged)) == 2
