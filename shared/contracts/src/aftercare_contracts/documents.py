"""The documents that are made from the events: JSON Schemas, AsyncAPI, and a page for people."""

import json
from collections.abc import Mapping
from typing import Any

from aftercare_contracts.catalogue import EVENTS, HEARS, SAYS
from aftercare_contracts.event import Event


def documents() -> Mapping[str, str]:
    """All generated files, by their path under the folder of the documents."""
    schemas = {f"schemas/{event.topic}.json": _json(event.model_json_schema()) for event in EVENTS}
    return {**schemas, "asyncapi.json": _json(_asyncapi()), "README.md": _page()}


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _speakers(event: type[Event]) -> list[str]:
    return [service for service, said in SAYS.items() if event in said]


def _listeners(event: type[Event]) -> list[str]:
    return [service for service, heard in HEARS.items() if event in heard]


def _asyncapi() -> dict[str, Any]:
    channels = {event.topic: _channel(event) for event in EVENTS}
    operations = {
        f"{service}.{action}.{event.topic}": {
            "action": action,
            "channel": {"$ref": f"#/channels/{event.topic}"},
            "tags": [{"name": service}],
        }
        for action, table in (("send", SAYS), ("receive", HEARS))
        for service, events in table.items()
        for event in events
    }
    messages = {event.__name__: _message(event) for event in EVENTS}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Aftercare events", "version": "1.0.0"},
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages},
    }


def _channel(event: type[Event]) -> dict[str, Any]:
    return {
        "address": event.topic,
        "messages": {event.__name__: {"$ref": f"#/components/messages/{event.__name__}"}},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {"name": "aftercare.events", "type": "topic", "durable": True},
            }
        },
    }


def _message(event: type[Event]) -> dict[str, Any]:
    return {
        "name": event.topic,
        "summary": _sentence(event),
        "payload": {"$ref": f"./schemas/{event.topic}.json"},
        "bindings": {"amqp": {"messageType": event.topic}},
    }


def _page() -> str:
    rows = [
        f"| [`{event.topic}`](schemas/{event.topic}.json) | {_sentence(event)} "
        f"| {', '.join(_speakers(event))} | {', '.join(_listeners(event))} |"
        for event in EVENTS
    ]
    head = [
        "# Events",
        "",
        "Made from the code by `make docs`; `make check` fails when it is out of date.",
        "Exchange `aftercare.events`, routing key and AMQP type = topic, message-id = `event_id`,",
        "correlation-id = `correlation_id`. The same as AsyncAPI: [asyncapi.json](asyncapi.json).",
        "",
        "| topic | what it says | said by | heard by |",
        "| --- | --- | --- | --- |",
    ]
    return "\n".join([*head, *rows]) + "\n"


def _sentence(event: type[Event]) -> str:
    return (event.__doc__ or "").strip().splitlines()[0]
