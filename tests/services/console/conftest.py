"""The console on a database of its own."""

from collections.abc import AsyncIterator

import pytest
from conftest import OpenWorks
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette
from support.console import TOKEN, Console, settings

from aftercare_console.app import routes
from aftercare_console.handlers import handlers


@pytest.fixture
async def console(open_works: OpenWorks) -> AsyncIterator[Console]:
    works = await open_works("aftercare_console")
    app = ASGITransport(app=Starlette(routes=routes(works, settings())))
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        AsyncClient(transport=app, base_url="http://console/api/v1", headers=bearer) as api,
        AsyncClient(transport=app, base_url="http://console") as browser,
    ):
        yield Console(works=works, handlers=handlers(), api=api, browser=browser)
