"""The shapes of the answers, judged by the document that Twilio publishes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from sandbox.trial import ACCOUNT, CLINIC, MAYA

if TYPE_CHECKING:
    from sandbox.trial import Sandbox


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    path = Path(os.environ.get("AFTERCARE_TWILIO_OPENAPI", "no document"))
    if not path.is_file():
        pytest.skip("Twilio's OpenAPI document is not here: name it in AFTERCARE_TWILIO_OPENAPI.")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def problems(document: dict[str, Any], schema: dict[str, Any], found: object) -> list[str]:
    """What Twilio's schema has against the answer; every property that it names must be there."""
    root = {**complete(schema), "components": complete(document["components"])}
    return [f"{list(error.path)}: {error.message}" for error in Draft202012Validator(root).iter_errors(found)]


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


async def test_every_answer_has_the_shape_that_twilio_publishes(
    sandbox: Sandbox, document: dict[str, Any]
) -> None:
    auth, account = (ACCOUNT, sandbox.settings.auth_token), f"/2010-04-01/Accounts/{ACCOUNT}"
    await sandbox.put(f"/behaviours/{MAYA}", kind="fail", code=30003)
    form = {"To": MAYA, "From": CLINIC, "Body": "How is it healing?"}
    created = await sandbox.control.post(f"{account}/Messages.json", data=form, auth=auth)
    assert created.status_code == 201
    through = {"To": MAYA, "MessagingServiceSid": "MG" + "0" * 32, "Body": "Hello"}
    accepted = await sandbox.control.post(f"{account}/Messages.json", data=through, auth=auth)
    sid = await sandbox.text(MAYA, "It itches", media=1)
    await sandbox.settled(created.json()["sid"], "undelivered")
    schemas = document["components"]["schemas"]
    for answer in (
        created.json(),
        accepted.json(),
        *(await listed(sandbox, f"{account}/Messages.json"))["messages"],
    ):
        assert problems(document, schemas["api.v2010.account.message"], answer) == []
    path = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
    schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert problems(document, schema, await listed(sandbox, f"{account}/Messages.json?PageSize=1")) == []
    assert problems(document, schemas["api.v2010.account"], await listed(sandbox, f"{account}.json")) == []
    media = await listed(sandbox, f"{account}/Messages/{sid}/Media.json")
    assert problems(document, schemas["api.v2010.account.message.media"], media["media_list"][0]) == []


async def test_calls_have_the_shape_that_twilio_publishes(sandbox: Sandbox, document: dict[str, Any]) -> None:
    auth, account = (ACCOUNT, sandbox.settings.auth_token), f"/2010-04-01/Accounts/{ACCOUNT}"
    await sandbox.put(f"/call-behaviours/{MAYA}", kind="busy", times=1)
    form = {"To": MAYA, "From": CLINIC, "Url": "http://127.0.0.1:1/voice"}
    busy = await sandbox.control.post(f"{account}/Calls.json", data=form, auth=auth)
    rings = await sandbox.control.post(f"{account}/Calls.json", data=form, auth=auth)
    assert (busy.status_code, rings.status_code) == (201, 201)
    schemas, calls = document["components"]["schemas"], await listed(sandbox, f"{account}/Calls.json")
    fetched = await listed(sandbox, f"{account}/Calls/{busy.json()['sid']}.json")
    for answer in (busy.json(), rings.json(), fetched, *calls["calls"]):
        assert problems(document, schemas["api.v2010.account.call"], answer) == []
    path = "/2010-04-01/Accounts/{AccountSid}/Calls.json"
    schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert problems(document, schema, await listed(sandbox, f"{account}/Calls.json?PageSize=1")) == []


async def listed(sandbox: Sandbox, path: str) -> dict[str, Any]:
    answer = await sandbox.control.get(path, auth=(ACCOUNT, sandbox.settings.auth_token))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
