from __future__ import annotations

from xml.etree import ElementTree as ET


def read_replies(answer: str) -> list[str]:
    """The texts of <Response><Message> in a webhook's answer; anything else holds none."""
    if "<Response" not in answer or "<!" in answer.partition("<Response")[0]:
        return []  # neither TwiML, nor with a document type to expand entities from
    try:
        response = ET.fromstring(answer.strip())  # noqa: S314 — no document type gets here
    except ET.ParseError:
        return []
    if response.tag != "Response":
        return []
    return [text for message in response.findall("Message") if (text := _text(message))]


def _text(message: ET.Element) -> str:
    body = message.find("Body")
    return ("".join((message if body is None else body).itertext())).strip()
