from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree as ET

_GATHER_S = 5


@dataclass(frozen=True, slots=True)
class Say:
    """Say this."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather:
    """Say this while keys are waited for; what is pressed is posted to `action`."""

    says: tuple[Say, ...]
    action: str | None
    timeout_s: int


@dataclass(frozen=True, slots=True)
class Redirect:
    """Go on with the document at this address."""

    url: str


@dataclass(frozen=True, slots=True)
class Hangup:
    """End the call."""


Verb = Say | Gather | Redirect | Hangup


class NotTwiml(Exception):
    """The answer is not TwiML, or more than the sandbox understands of it."""


def read_verbs(answer: str) -> list[Verb]:
    """What a voice webhook's answer says is to be done; raises NotTwiml."""
    if "<Response" not in answer or "<!" in answer.partition("<Response")[0]:
        raise NotTwiml  # nor with a document type to expand entities from
    try:
        response = ET.fromstring(answer.strip())  # noqa: S314 — no document type gets here
    except ET.ParseError:
        raise NotTwiml from None
    if response.tag != "Response":
        raise NotTwiml
    return [_verb(element) for element in response]


def _verb(element: ET.Element) -> Verb:
    match element.tag:
        case "Say":
            return Say(_text(element))
        case "Gather":
            return Gather(
                says=tuple(Say(_text(one)) for one in element if one.tag == "Say"),
                action=element.get("action"),
                timeout_s=int(element.get("timeout") or _GATHER_S),
            )
        case "Redirect":
            return Redirect(_text(element))
        case "Hangup":
            return Hangup()
        case _:
            raise NotTwiml


def _text(element: ET.Element) -> str:
    return "".join(element.itertext()).strip()
