"""The least that pages somebody about a text: one process that verifies, inserts, commits and posts.

No triage, no case, no ladder, no second try: what the five services are measured against.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

import asyncpg
import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator

DATABASE, SANDBOX, ACCOUNT, TOKEN, SENDER, ON_CALL = (
    os.environ[f"BARE_{name}"] for name in ("DATABASE", "SANDBOX", "ACCOUNT", "TOKEN", "SENDER", "ON_CALL")
)
PORT = int(os.environ["BARE_PORT"])
VALIDATOR = RequestValidator(TOKEN)


async def take(request: Request) -> Response:
    """Keep a text, commit, and page."""
    form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
    if not VALIDATOR.validate(str(request.url), form, request.headers.get("X-Twilio-Signature", "")):
        return Response(status_code=403)
    async with request.app.state.pool.acquire() as connection:
        await connection.execute(
            "insert into inbound (sid, body) values ($1, $2)", form["MessageSid"], form["Body"]
        )
    answer = await request.app.state.carrier.post(
        f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
        data={"To": ON_CALL, "From": SENDER, "Body": f"Bare: {form['From']} needs you now."},
    )
    answer.raise_for_status()
    return Response("<Response/>", media_type="text/xml")


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """Connect before the first text."""
    async with (
        asyncpg.create_pool(DATABASE) as pool,
        httpx.AsyncClient(base_url=SANDBOX, auth=(ACCOUNT, TOKEN)) as carrier,
    ):
        await pool.execute("create table inbound (sid text primary key, body text not null)")
        app.state.pool, app.state.carrier = pool, carrier
        yield


async def live(_: Request) -> Response:
    """Answer that it is up."""
    return Response("up")


if __name__ == "__main__":
    routes = [Route("/twilio/sms", take, methods=["POST"]), Route("/live", live)]
    uvicorn.run(Starlette(routes=routes, lifespan=lifespan), port=PORT, log_level="warning")
