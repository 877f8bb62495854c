"""What is wrong with a field, in words that say what to write instead."""

from collections.abc import Mapping
from typing import Any

_SENTENCES = {
    "json_invalid": "This is not JSON",
    "missing": "This field is missing",
    "extra_forbidden": "There is no such field",
}
# By the pattern that a value did not match; it is never shown, and neither is the value.
_WRITE = {
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$": (
        "Write letters, digits, dots, hyphens and underscores, at most 64, beginning with a letter or digit"
    ),
    r"^[a-z0-9][a-z0-9-]*$": "Write small letters, digits and hyphens, beginning with a letter or digit",
    r"^[a-z]{2}$": "Write two small letters, as en or es",
    r"^[A-Z]{2}$": "Write two capital letters, as US or ES",
    r"^[A-Z0-9]{1,3}$": "Write it as in ISO 3166-2 without the country, as RI or CA",
    r"^\d{2,6}$": "Write digits, as 911 or 112",
    r"^[A-Za-z0-9-]{1,32}$": "Write the code as it stands in a page",
}
_OTHERWISE = "Write it on one line, without control characters"


def path(error: Mapping[str, Any]) -> str:
    """Which field it is, as patient.number."""
    if error["type"] == "json_invalid":
        return "body"
    named = [str(part) for part in error["loc"] if part not in ("body", "path", "query")]
    return ".".join(named) or "body"


def sentence(error: Mapping[str, Any]) -> str:
    """What is wrong, and what to do about it."""
    match error["type"]:
        case "json_invalid" | "missing" | "extra_forbidden" as kind:
            return _SENTENCES[kind]
        case "too_short":
            return f"List at least {error['ctx']['min_length']}"
        case "string_pattern_mismatch":
            return _WRITE.get(error["ctx"]["pattern"], _OTHERWISE)
        case _:
            return str(error["msg"]).removeprefix("Value error, ").replace("Input should", "This should")
