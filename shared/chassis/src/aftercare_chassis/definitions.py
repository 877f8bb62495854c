"""Handing definitions to RabbitMQ's management."""

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import Request, urlopen

_PATIENCE = 30.0  # seconds


def apply(management_url: str, definitions: Mapping[str, Any]) -> None:
    """Apply definitions at http(s)://user:password@host:port; raises OSError when they are refused."""
    address = urlsplit(management_url)
    if address.scheme not in {"http", "https"}:
        raise ValueError("AFTERCARE_RABBITMQ_MANAGEMENT_URL must be http://… or https://…")
    login = f"{unquote(address.username or '')}:{unquote(address.password or '')}"
    host = address.netloc.rpartition("@")[2]
    place = urlunsplit((address.scheme, host, "/api/definitions", "", ""))
    request = Request(  # noqa: S310 - the scheme is looked at above
        place,
        data=json.dumps(definitions).encode(),
        headers={
            "Authorization": "Basic " + base64.b64encode(login.encode()).decode(),
            "Content-Type": "application/json",
        },
        method="POST",
    )
    urlopen(request, timeout=_PATIENCE).close()  # noqa: S310 - as above
