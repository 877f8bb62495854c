import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette
from support.console import CLINIC, TOKEN, Console, settings

from aftercare_chassis import Clock, Works, database
from aftercare_console.app import routes


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \xe9"]
)
async def test_nobody_uses_the_api_without_the_token(console: Console, authorization: str | None) -> None:
    headers = [] if authorization is None else [(b"Authorization", authorization.encode("latin-1"))]
    answer = await console.browser.put("/api/v1/clinics/main", content=b"no json", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:aftercare:problem:unauthorised",
        "title": "Unauthorized",
        "status": 401,
        "detail": "Send the console's token in a header: Authorization: Bearer <token>.",
    }


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("PUT", "/clinics/main", b"{", 422),
        ("PUT", "/clinics/main", b"[]", 422),
        ("PUT", "/clinics/Main Street", b"{}", 422),
        ("GET", "/nothing", b"", 404),
        ("PATCH", "/clinics/main", b"", 405),
        ("GET", "/patients/nobody/timeline", b"", 404),
        ("DELETE", "/staff/nobody", b"", 404),
        ("GET", "/cases/K7", b"", 404),
        ("GET", "/cases?state=lost", b"", 422),
    ],
)
async def test_every_error_is_a_problem(
    console: Console, method: str, path: str, content: bytes, status: int
) -> None:
    await console.set_up()
    answer = await console.api.request(
        method, path, content=content, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


async def test_a_body_is_read_no_further_than_it_may_be_long(console: Console) -> None:
    answer = await console.api.put("/clinics/main", content=b" " * (256 * 1024 + 1))
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:aftercare:problem:too-large"


async def test_a_database_that_is_away_is_said_to_be_away() -> None:
    works = Works(database.engine("postgresql+asyncpg://nobody@127.0.0.1:1/none", pool=2), Clock())
    app = ASGITransport(app=Starlette(routes=routes(works, settings())), raise_app_exceptions=False)
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    async with AsyncClient(transport=app, base_url="http://console/api/v1", headers=bearer) as api:
        answer = await api.put("/clinics/main", json=CLINIC)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"


async def test_the_api_describes_itself(console: Console) -> None:
    document = (await console.browser.get("/api/openapi.json")).json()
    assert "/v1/procedures" in document["paths"]
    assert document["servers"] == [{"url": "/api"}]
    assert document["paths"]["/v1/procedures"]["post"]["security"] == [{"HTTPBearer": []}]
    for page in ("/api/docs", "/api/redoc"):
        assert (await console.browser.get(page)).status_code == 404


@pytest.mark.parametrize(
    ("path", "content", "field", "detail"),
    [
        ("/clinics/main", b"{", "body", "This is not JSON"),
        ("/clinics/Main", b"{}", "clinic_id", "Write small letters, digits and hyphens"),
        ("/staff/sam ortiz", b'{"name": "Sam", "number": "1"}', "reference", "Write letters, digits, dots"),
        ("/rota", b'{"ladder": [], "page_wait_minutes": 5}', "ladder", "List at least 1"),
        ("/rota", b'{"ladder": ["sam"], "page_wait_minutes": 0}', "page_wait_minutes", "This should be"),
    ],
)
async def test_what_is_wrong_with_a_field_is_said_in_words_and_not_in_patterns(
    console: Console, path: str, content: bytes, field: str, detail: str
) -> None:
    await console.set_up()
    json = {"Content-Type": "application/json"}
    problem = (await console.api.put(path, content=content, headers=json)).json()
    told = {one["field"]: one["detail"] for one in problem["errors"]}
    assert told[field].startswith(detail)
    assert "^" not in problem["detail"]


async def test_what_does_not_exist_says_where_all_that_does_is_listed(console: Console) -> None:
    for answer in (await console.api.get("/nothing"), await console.api.patch("/clinics/main")):
        assert "/api/openapi.json" in answer.json()["detail"]
