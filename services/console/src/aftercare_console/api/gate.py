"""Who may use the API."""

from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from aftercare_console.api.problems import Problem, answer
from aftercare_console.domain.tokens import is_token


class Gate:
    """Lets in who brings the token; what lies outside `/v1` is open."""

    def __init__(self, app: ASGIApp, token: SecretStr) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401 before anything of the request is read."""
        if scope["type"] == "http" and "/v1/" in scope["path"] and not self._brings_it(Headers(scope=scope)):
            await answer(_refused())(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _brings_it(self, headers: Headers) -> bool:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and is_token(token.strip(), self._token.get_secret_value())


def _refused() -> Problem:
    detail = "Send the console's token in a header: Authorization: Bearer <token>."
    return Problem(401, "unauthorised", detail, headers={"WWW-Authenticate": "Bearer"})
