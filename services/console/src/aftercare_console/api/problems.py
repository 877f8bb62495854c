"""What went wrong with a request, as RFC 9457 has it: which field, and what to do."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from aftercare_chassis.failures import heals
from aftercare_console.api.faults import path, sentence

MEDIA_TYPE = "application/problem+json"
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    model_config = ConfigDict(frozen=True)

    field: str = Field(description="Path of the field, as patient.number")
    detail: str


class Problem(Exception):
    """The request cannot be done; says why and what to do, and repeats no value that was sent."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        *,
        field: str | None = None,
        errors: Sequence[FieldProblem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.errors = list(errors) if field is None else [FieldProblem(field=field, detail=detail)]
        self.headers = headers


def answer(problem: Problem) -> Response:
    """A problem as an HTTP response."""
    return _response(
        problem.status, problem.kind, problem.detail, errors=problem.errors, headers=problem.headers
    )


def _response(
    status: int,
    kind: str,
    detail: str,
    *,
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:aftercare:problem:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = [one.model_dump() for one in errors]
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


async def _of_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return answer(error)


async def _of_validation(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [FieldProblem(field=path(one), detail=sentence(one)) for one in error.errors()]
    listed = "; ".join(f"{one.field}: {one.detail}" for one in errors)
    return _response(422, "invalid", f"Correct these fields and send it again. {listed}", errors=errors)


async def _of_http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            detail = "There is nothing at this address. /api/openapi.json lists all there are."
        case HTTPStatus.METHOD_NOT_ALLOWED:
            detail = "This address takes no such method. /api/openapi.json lists those it takes."
        case _:
            detail = str(error.detail)
    return _response(error.status_code, "http", detail, headers=error.headers)


async def _of_trouble(_: Request, error: Exception) -> Response:
    if heals(error):
        detail = "Something this needs is away for a moment. Send the same again in a few seconds."
        return _response(503, "away", detail, headers={"Retry-After": "5"})
    return _response(
        500, "trouble", "This is our mistake. Send the same again; if it stays, tell the operator."
    )


def install(api: FastAPI) -> None:
    """Answer every error of an API with a problem."""
    api.add_exception_handler(Problem, _of_problem)
    api.add_exception_handler(RequestValidationError, _of_validation)
    api.add_exception_handler(HTTPException, _of_http)
    api.add_exception_handler(Exception, _of_trouble)
