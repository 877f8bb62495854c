"""The console with a caller of its API and a browser."""

import re
from dataclasses import dataclass
from typing import Any

from httpx import AsyncClient, Response

from aftercare_chassis import Handlers, Works
from aftercare_console.settings import ConsoleSettings
from aftercare_contracts import Event
from support.builders_console import severe_reply_until_closed
from support.heard import tell

TOKEN = "a-token-for-tests-alone"
PHOTO_KEY = "a-photo-key-for-tests-alone"
LINK_SECRET = "a-link-secret-for-tests-alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """What a story does with the console."""

    works: Works
    handlers: Handlers
    api: AsyncClient
    browser: AsyncClient

    async def hear(self, *events: Event) -> None:
        await tell(self.works, self.handlers, *events)

    async def set_up(self) -> None:
        """A clinic with Mara on the rota."""
        assert (await self.api.put("/clinics/main", json=CLINIC)).status_code == 201
        assert (await self.api.put("/staff/mara", json=MARA)).status_code == 201
        assert (
            await self.api.put("/rota", json={"ladder": ["mara"], "page_wait_minutes": 5})
        ).status_code == 200

    async def open_case(self) -> None:
        """Ana's case, which nobody has taken, and a browser that is signed in."""
        await self.set_up()
        await self.hear(*severe_reply_until_closed()[:-2])
        await self.sign_in()

    async def sign_in(self) -> Response:
        return await self.browser.post("/login", data={"token": TOKEN, "next": "/"})


CLINIC = {
    "name": "Crown Clinic",
    "timezone": "America/New_York",
    "language": "en",
    "emergency_number": "911",
}
MARA = {"name": "Mara Voss", "number": "+1 202 555 0188"}


def procedure(reference: str = "P-1", **changes: Any) -> dict[str, Any]:
    """Ana's procedure, as a clinic's booking system would enter it."""
    patient = {
        "reference": "ana",
        "given_name": "Ana",
        "family_name": "Ruiz",
        "number": "(202) 555-0123",
        "timezone": "America/Los_Angeles",
        "language": "es",
        "consent": {"wording": "v1", "source": "intake-form", "given_at": "2026-03-01T10:00:00Z"},
        **changes.pop("patient", {}),
    }
    return {"reference": reference, "performed_on": "2026-03-02", "patient": patient, **changes}


def settings(**changes: Any) -> ConsoleSettings:
    return ConsoleSettings.model_validate(
        {
            "database_url": "postgresql+asyncpg://nobody@127.0.0.1/none",
            "amqp_url": "amqp://127.0.0.1/",
            "api_token": TOKEN,
            "link_secret": LINK_SECRET,
            "photo_key": PHOTO_KEY,
            "photos_url": "https://texts.clinic.example",
            "cookie_secure": False,
            **changes,
        }
    )


def hidden(page: str) -> dict[str, str]:
    """The fields that the first decision on a page sends without being asked."""
    found = re.findall(r'type="hidden" name="(csrf|seen_at)" value="([^"]+)"', page)
    return dict(reversed(found))
