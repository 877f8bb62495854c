from __future__ import annotations

import asyncio
import time
import uuid
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

import httpx

from aftercare_sandbox.signature import sign

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_AT_ONCE = 32
_TIMEOUT = httpx.Timeout(15, connect=5)
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.1, 3.0
_SERVER_ERROR = 500
_KEPT_ANSWER = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One signed form for a webhook, and how long to insist on it."""

    kind: str
    """status or inbound."""
    sid: str
    status: str
    url: str
    params: Mapping[str, str]
    attempts: int
    give_up_after_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a post ended."""

    kind: str
    sid: str
    status: str
    url: str
    attempts: int
    status_code: int | None
    error: str | None
    answer: str

    @property
    def taken(self) -> bool:
        """Whether the webhook answered 2xx."""
        return self.status_code is not None and httpx.codes.is_success(self.status_code)


class Callbacks:
    """Posts signed forms as Twilio does, and insists while the receiver is down."""

    def __init__(self, *, auth_token: str, record: Callable[[dict[str, object]], None]) -> None:
        self._auth_token = auth_token
        self._record = record
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._client = httpx.AsyncClient(
            timeout=_TIMEOUT,
            trust_env=False,
            headers={"User-Agent": "TwilioProxy/1.1", "Accept": "*/*"},
            limits=httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=_AT_ONCE),
        )

    async def close(self) -> None:
        """Close the connections to the webhooks."""
        await self._client.aclose()

    async def deliver(self, post: Post) -> Outcome:
        """Post until it is taken or refused, or the patience of the post is over."""
        give_up_at, attempt = time.monotonic() + post.give_up_after_s, 0
        token, pause_s = str(uuid.uuid4()), _FIRST_PAUSE_S
        while True:
            attempt += 1
            outcome = await self._try(post, attempt, token)
            settled = outcome.status_code is not None and outcome.status_code < _SERVER_ERROR
            if settled or attempt >= post.attempts or time.monotonic() + pause_s > give_up_at:
                break
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)
        self._record(asdict(outcome))
        return outcome

    async def _try(self, post: Post, attempt: int, token: str) -> Outcome:
        url = urldefrag(post.url).url  # the fragment holds overrides such as #rc=2, and is not signed
        headers = {
            "X-Twilio-Signature": sign(auth_token=self._auth_token, url=url, params=post.params),
            "I-Twilio-Idempotency-Token": token,
        }
        status_code, error, answer = None, None, ""
        try:
            async with self._turn:
                response = await self._client.post(url, data=dict(post.params), headers=headers)
            status_code, answer = response.status_code, response.text[:_KEPT_ANSWER]
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as failure:
            error = type(failure).__name__
        return Outcome(
            kind=post.kind,
            sid=post.sid,
            status=post.status,
            url=post.url,
            attempts=attempt,
            status_code=status_code,
            error=error,
            answer=answer,
        )
