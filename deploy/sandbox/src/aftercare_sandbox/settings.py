from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from aftercare_sandbox.domain.outgoing import E164, is_web_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PREFIX = "AFTERCARE_SANDBOX_"
_ACCOUNT = r"^AC[0-9a-fA-F]{32}\Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator of the sandbox decides."""

    account_sid: str
    auth_token: str
    host: str = "127.0.0.1"
    port: int = 4010
    sms_webhook: str | None = None
    """Where an inbound text goes when its number has no webhook of its own."""
    clock_file: Path | None = None
    sender: str = "+15005550006"
    """The number of a messaging service, and where a phone writes that nobody has texted yet."""
    public_url: str | None = None
    """How others reach the sandbox, for the addresses of photos."""
    timezone: str = "UTC"
    """The IANA zone in which the page shows times."""

    @property
    def url(self) -> str:
        """The address without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def parse(argv: Sequence[str], environ: Mapping[str, str]) -> Settings:
    """Settings from the command line, and for what is not there from AFTERCARE_SANDBOX_*."""
    parser = argparse.ArgumentParser(
        prog="python -m aftercare_sandbox", description="A carrier to try Aftercare with."
    )

    def option(name: str, help_text: str, fallback: str | None = None) -> None:
        variable = _PREFIX + name.upper().replace("-", "_")
        default = environ.get(variable, fallback)
        parser.add_argument(f"--{name}", default=default, help=f"{help_text} [{variable}]")

    option("host", "address to listen on", "127.0.0.1")
    option("port", "port to listen on", "4010")
    option("account-sid", "AC and 32 hexadecimal digits")
    option("auth-token", "the secret of that account; better in the environment than here")
    option("sms-webhook", "where inbound texts are posted by default")
    option("clock-file", "the JSON file that the system reads its clock from")
    option("sender", "the number of a messaging service", "+15005550006")
    option("public-url", "how others reach the sandbox")
    option("timezone", "the IANA zone in which the page shows times", "UTC")
    given = parser.parse_args(argv)
    problem = _problem(given)
    if problem is not None:
        parser.error(problem)
    return Settings(
        account_sid=given.account_sid,
        auth_token=given.auth_token,
        host=given.host,
        port=int(given.port),
        sms_webhook=given.sms_webhook or None,
        clock_file=Path(given.clock_file) if given.clock_file else None,
        sender=given.sender,
        public_url=given.public_url or None,
        timezone=given.timezone,
    )


def _problem(given: argparse.Namespace) -> str | None:
    """What the operator must mend, in a sentence."""
    urls = [url for url in (given.sms_webhook, given.public_url) if url]
    checks = {
        "--account-sid must be AC and 32 hexadecimal digits.": re.match(_ACCOUNT, given.account_sid or ""),
        "--auth-token is missing.": given.auth_token,
        "--port must be a number from 1 to 65535.": re.match(r"^[1-9][0-9]{0,4}\Z", given.port)
        and int(given.port) <= 0xFFFF,  # noqa: PLR2004 — ports have 16 bits
        "--sender must be an E.164 number.": re.match(E164, given.sender),
        "--sms-webhook and --public-url must be http or https addresses.": all(map(is_web_address, urls)),
        "--timezone must be an IANA zone.": _is_zone(given.timezone),
    }
    return next((problem for problem, fine in checks.items() if not fine), None)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
