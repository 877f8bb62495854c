from datetime import datetime

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette
from support.builders_console import ANA, event, named
from support.console import TOKEN, Console, hidden, settings
from support.heard import said

from aftercare_chassis import Clock, Works, database
from aftercare_console.app import routes
from aftercare_console.jobs import JOBS
from aftercare_console.pages.rendering import moment
from aftercare_contracts import CaseDecided, Keyword, ReplyReceived, SymptomsAssessed

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' https://texts.clinic.example; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@pytest.mark.parametrize("path", ["/", "/cases/K7", f"/patients/{ANA.id}", "/patients"])
async def test_a_page_asks_who_comes_and_leads_back(console: Console, path: str) -> None:
    answer = await console.browser.get(path)
    assert answer.status_code == 303
    going_to = answer.headers["location"]
    assert going_to.startswith("/login?next=")
    login = (await console.browser.get(going_to)).text
    assert f'name="next" value="{path}"' in login


@pytest.mark.parametrize("path", ["/login", "/static/console.css", "/static/console.js", "/nowhere"])
async def test_every_page_is_kept_from_doing_what_it_need_not(console: Console, path: str) -> None:
    headers = (await console.browser.get(path)).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"


async def test_a_sign_in_is_a_strict_cookie_of_which_only_a_digest_is_kept(console: Console) -> None:
    secure = Starlette(routes=routes(console.works, settings(cookie_secure=True)))
    async with AsyncClient(transport=ASGITransport(app=secure), base_url="https://console") as browser:
        answer = await browser.post("/login", data={"token": TOKEN, "next": "/cases/K7"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases/K7")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-aftercare_session=")
    for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/", "Max-Age=43200"):
        assert part in cookie
    secret = cookie.partition("=")[2].partition(";")[0]
    async with console.works.engine.connect() as connection:
        kept = (await connection.exec_driver_sql("select encode(digest, 'escape') from sessions")).scalar()
    assert kept is not None
    assert secret not in kept


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a?b"])
async def test_a_sign_in_leads_nowhere_but_here(console: Console, wanted: str) -> None:
    answer = await console.browser.post("/login", data={"token": TOKEN, "next": wanted})
    assert answer.headers["location"] == "/"


async def test_ten_wrong_tokens_close_the_door_for_a_minute(console: Console) -> None:
    answers = [await console.browser.post("/login", data={"token": f"guess {n}"}) for n in range(10)]
    assert {one.status_code for one in answers} == {403}
    closed = await console.sign_in()
    assert closed.status_code == 429
    assert "Wait 60 seconds" in closed.text


async def test_a_sign_in_ends_after_its_time(console: Console) -> None:
    await console.set_up()
    await console.sign_in()
    assert (await console.browser.get("/")).status_code == 200
    async with console.works.engine.begin() as connection:
        await connection.exec_driver_sql("update sessions set expires_at = now()")
    assert (await console.browser.get("/")).status_code == 303


async def test_signing_out_ends_the_sign_in(console: Console) -> None:
    await console.sign_in()
    cookies = dict(console.browser.cookies)
    page = (await console.browser.get("/")).text
    assert (await console.browser.post("/logout", data={"csrf": hidden(page)["csrf"]})).status_code == 303
    console.browser.cookies.update(cookies)
    assert (await console.browser.get("/")).status_code == 303


@pytest.mark.parametrize(
    ("token", "headers"),
    [
        ("", {}),
        ("0" * 64, {}),
        (None, {"Origin": "https://evil.example"}),
        (None, {"Origin": "null"}),
        (None, {"Sec-Fetch-Site": "cross-site"}),
    ],
)
async def test_a_form_of_another_site_decides_nothing(
    console: Console, token: str | None, headers: dict[str, str]
) -> None:
    await console.open_case()
    page = (await console.browser.get("/cases/K7")).text
    (mara,) = (await console.api.get("/staff")).json()[:1]
    form = {
        "csrf": hidden(page)["csrf"] if token is None else token,
        "staff_id": mara["staff_id"],
        "decision": "take",
    }
    answer = await console.browser.post(f"/cases/{named('case')}/decisions", data=form, headers=headers)
    assert answer.status_code == 403
    assert await said(console.works, CaseDecided) == []


async def test_a_stop_is_not_said_to_wait_for_a_reading(console: Console) -> None:
    await console.open_case()
    for after, keyword, waits in ((20, None, True), (21, Keyword.STOP, False)):
        reply = event(ReplyReceived, after=after, reply_id=named(str(after)), words="STOP", keyword=keyword)
        await console.hear(reply)
        bubble = (await console.browser.get(f"/patients/{ANA.id}")).text.split('<p class="words">')[-1]
        assert ("Not read yet." in bubble) is waits


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-03-03T05:30Z", "00:30"),
        ("2026-03-03T04:30Z", "Mon 2 Mar, 23:30"),
        ("2025-12-31T17:00Z", "Wed 31 Dec 2025, 12:00"),
    ],
)
def test_what_was_not_today_is_shown_with_its_day(at: str, shown: str) -> None:
    now = datetime.fromisoformat("2026-03-03T15:00Z")
    assert moment(datetime.fromisoformat(at), "America/New_York", now) == shown


async def test_a_patients_page_tells_everything_in_the_clinics_zone(console: Console) -> None:
    await console.open_case()
    page = (await console.browser.get(f"/patients/{ANA.id}")).text
    for told in (
        "Ana Ruiz",
        "How is your scalp today?",
        "delivered 09:02",
        "hot-and-red",
        "Mon 2 Mar 2026",
        "Please get medical care today.",
        "Page to Mara Voss (round 1)",
        "Case K7 was opened as SEVERE",
    ):
        assert told in page
    assert (await console.browser.get(f"/patients/{named('nobody')}")).status_code == 404
    found = (await console.browser.get("/patients", params={"query": "ana"})).text
    assert f"/patients/{ANA.id}" in found


@pytest.mark.parametrize("path", ["/", "/cases/K7", f"/patients/{ANA.id}"])
async def test_a_patients_words_are_shown_and_never_run(console: Console, path: str) -> None:
    await console.open_case()
    attack = "<script>alert(1)</script> red\" onload='x"
    await console.hear(
        event(ReplyReceived, after=0.5, name="attack", reply_id=named("attack"), words=attack),
        event(
            SymptomsAssessed, after=0.5, name="attack", reply_id=named("attack"), matched=("<script>", 'red"')
        ),
    )
    page = (await console.browser.get(path)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "onload='x" not in page


async def test_a_case_nobody_knows_yet_is_said_to_be_unknown(console: Console) -> None:
    await console.sign_in()
    answer = await console.browser.get("/cases/K7")
    assert answer.status_code == 404
    assert "reload" in answer.text


async def test_a_page_says_so_when_the_database_is_away() -> None:
    works = Works(database.engine("postgresql+asyncpg://nobody@127.0.0.1:1/none", pool=2), Clock())
    app = ASGITransport(app=Starlette(routes=routes(works, settings())), raise_app_exceptions=False)
    cookies = {"aftercare_session": "whatever"}
    async with AsyncClient(transport=app, base_url="http://console", cookies=cookies) as browser:
        answer = await browser.get("/")
    assert answer.status_code == 503
    assert answer.headers["content-security-policy"] == POLICY
    assert "pages by text go on" in answer.text


async def test_sign_ins_that_are_over_are_swept_out(console: Console) -> None:
    await console.sign_in()
    async with console.works.engine.begin() as connection:
        await connection.exec_driver_sql("insert into sessions values ('old', now() - interval '1 s')")
    sweep = next(one for one in JOBS if one.name == "sweep-sessions")
    assert await sweep.run(console.works) is False
    async with console.works.engine.connect() as connection:
        assert (await connection.exec_driver_sql("select count(*) from sessions")).scalar() == 1


async def test_an_address_without_a_page_says_so_and_leads_back(console: Console) -> None:
    answer = await console.browser.get("/nowhere")
    assert answer.status_code == 404
    assert "There is no page at this address." in answer.text
    assert '<a href="/">Back to now</a>' in answer.text
