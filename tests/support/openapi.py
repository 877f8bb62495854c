"""Twilio's published document as the judge of what is asked of the carrier, and of what it answers."""

import json
import os
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from jsonschema import Draft202012Validator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OK, _FIRST_REFUSAL = 200, 300
_ERROR = {"code", "message", "more_info", "status"}
# Said by the sandbox alone: nobody is meant to see the difference, and no document describes it.
_UNPUBLISHED = re.compile(r"/Media/ME[0-9a-f]{32}\Z")


@cache
def document() -> Mapping[str, Any] | None:
    """The document that AFTERCARE_TWILIO_OPENAPI names, none when it is not here."""
    path = Path(os.environ.get("AFTERCARE_TWILIO_OPENAPI", "no document"))
    found: dict[str, Any] | None = json.loads(path.read_text()) if path.is_file() else None
    return found


def complete(node: Any) -> Any:
    """OpenAPI 3.0's nullable in JSON Schema's words, with no property missing and none made up."""
    if isinstance(node, list):
        return [complete(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {name: complete(value) for name, value in node.items()}
    if node.get("nullable") and isinstance(node.get("type"), str):
        node["type"] = [node["type"], "null"]
    if isinstance(node.get("properties"), dict) and node.get("format") != "uri-map":
        node |= {"required": list(node["properties"]), "additionalProperties": False}
    return node


class Judge:
    """What one document says of requests and answers."""

    def __init__(self, published: Mapping[str, Any]) -> None:
        self._published = published
        self._paths = [(_pattern(path), path) for path in published["paths"]]
        self._validators: dict[str, Draft202012Validator] = {}

    def request(self, method: str, path: str, query: str, body: bytes) -> list[str]:
        """What is wrong with a request."""
        operation = self._operation(method, path)
        if operation is None:
            return [f"{method} {path} is not published"]
        known = {one["name"]: one["schema"] for one in operation.get("parameters", [])}
        problems = self._fields(parse_qs(query, keep_blank_values=True), known, "query")
        if method == "POST":
            form = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
            given = parse_qs(body.decode(), keep_blank_values=True)
            problems += [f"{name} is missing" for name in form.get("required", []) if name not in given]
            problems += self._fields(given, form["properties"], "form")
        return problems

    def answer(self, method: str, path: str, status: int, body: bytes) -> list[str]:
        """What is wrong with an answer."""
        operation = self._operation(method, path)
        if operation is None:
            return []
        if status >= _FIRST_REFUSAL:
            error = json.loads(body)
            fine = set(error) == _ERROR and error["status"] == status
            return [] if fine else [f"{error} is no error of Twilio's"]
        published = operation["responses"].get(str(status))
        if published is None:
            return [f"{method} {path} is never answered {status}"]
        if "content" not in published:
            return [f"{status} has no body"] if body else []
        return self.shape(published["content"]["application/json"]["schema"], json.loads(body))

    def shape(self, schema: Mapping[str, Any], found: object) -> list[str]:
        """What is wrong with a JSON document; every property that the schema names must be there."""
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            root = {**complete(dict(schema)), "components": self._components}
            self._validators[key] = Draft202012Validator(root)
        return [f"{list(one.path)}: {one.message}" for one in self._validators[key].iter_errors(found)]

    @cached_property
    def _components(self) -> Any:
        return complete(self._published["components"])

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        for pattern, published in self._paths:
            if pattern.fullmatch(path):
                found: dict[str, Any] | None = self._published["paths"][published].get(method.lower())
                return found
        return None

    def _fields(self, given: Mapping[str, Sequence[str]], known: Mapping[str, Any], place: str) -> list[str]:
        problems: list[str] = []
        for name, values in given.items():
            if name not in known:
                problems.append(f"{name} is not published in the {place}")
                continue
            schema = self._resolved(known[name])
            found = list(values) if schema.get("type") == "array" else _typed(values[0], schema)
            problems += [f"{name}: {one}" for one in self.shape(schema, found)]
        return problems

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        reference = schema.get("$ref")
        if reference is None:
            return schema
        found: Mapping[str, Any] = self._published["components"]["schemas"][reference.rpartition("/")[2]]
        return found


class Court:
    """An application before which each request for Twilio's paths is judged, and each answer.

    `lenient` to requests that are refused: a story may ask for something wrong.
    """

    def __init__(self, app: ASGIApp, *, lenient: bool) -> None:
        self._app = app
        self._judge = None if (published := document()) is None else Judge(published)
        self._lenient = lenient
        self.problems: list[str] = []
        self.heard = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = unquote(scope.get("path", ""))
        if self._judge is None or not path.startswith("/2010-04-01/") or _UNPUBLISHED.search(path):
            await self._app(scope, receive, send)
            return
        ear, mouth = _Ear(receive), _Mouth(send)
        await self._app(scope, ear.receive, mouth.send)
        if mouth.status is None:
            return
        self.heard += 1
        method, query = scope["method"], scope["query_string"].decode()
        if mouth.status < _FIRST_REFUSAL or not self._lenient:
            self.problems += self._judge.request(method, path, query, bytes(ear.body))
        self.problems += self._judge.answer(method, path, mouth.status, bytes(mouth.body))


class _Ear:
    """Hears a request along; the server's transport stays in reach, for whoever cuts the connection."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.transport = getattr(getattr(receive, "__self__", None), "transport", None)
        self.body = bytearray()

    async def receive(self) -> Message:
        message = await self._receive()
        self.body += message.get("body", b"")
        return message


class _Mouth:
    """Hears an answer along."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status: int | None = None
        self.body = bytearray()

    async def send(self, message: Message) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")
        await self._send(message)


@asynccontextmanager
async def judged(app: ASGIApp, *, lenient: bool = False) -> AsyncIterator[ASGIApp]:
    """The application; when the block ends, all that was asked and answered was as Twilio publishes it."""
    court = Court(app, lenient=lenient)
    yield court
    assert court.problems == []


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{\w+\\}", "[A-Za-z0-9]+", re.escape(path)))


def _typed(value: str, schema: Mapping[str, Any]) -> object:
    match schema.get("type"):
        case "integer" | "number" if re.fullmatch(r"-?\d+(\.\d+)?", value):
            return json.loads(value)
        case "boolean" if value in {"true", "false", "True", "False"}:
            return value.lower() == "true"
        case _:
            return value
