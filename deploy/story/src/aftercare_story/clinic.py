"""The example clinic, and its side of the console's API."""

from datetime import date
from typing import Any

import httpx

from aftercare_story.phones import Phone

TIMEZONE = "America/New_York"
SAM = Phone(name="Sam Ortiz", number="+12025550111", kind="staff")
ROSA = Phone(name="Rosa Lindqvist", number="+12025550112", kind="staff")
AMIRA = Phone(name="Amira Haddad", number="+12025550121", kind="patient")
BRUNO = Phone(name="Bruno Costa", number="+12025550122", kind="patient")
CHLOE = Phone(name="Chloe Martin", number="+12025550123", kind="patient")
DIEGO = Phone(name="Diego Vargas", number="+12025550124", kind="patient")
STAFF = (SAM, ROSA)
PATIENTS = (AMIRA, BRUNO, CHLOE, DIEGO)


class Clinic:
    """A booking system's or a member of staff's calls to the console."""

    def __init__(self, url: str, token: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=30
        )

    async def configure(self, *, page_wait_minutes: int = 5) -> None:
        """Say who the clinic is, who works there and who is on call."""
        await self._put(
            "/clinics/main",
            {"name": "Harbor Scalp", "timezone": TIMEZONE, "language": "en", "emergency_number": "911"},
        )
        for person in STAFF:
            await self._put(f"/staff/{_reference(person)}", {"name": person.name, "number": person.number})
        ladder = [_reference(person) for person in STAFF]
        await self._put("/rota", {"ladder": ladder, "page_wait_minutes": page_wait_minutes})

    async def complete_procedure(self, patient: Phone, performed_on: date, *, language: str = "en") -> None:
        """Register a patient and the procedure that has just ended: one call."""
        given, _, family = patient.name.partition(" ")
        consent = {"wording": "sms-1", "source": "intake-form", "given_at": f"{performed_on}T12:00:00Z"}
        body = {
            "reference": f"{_reference(patient)}-1",
            "performed_on": performed_on.isoformat(),
            "patient": {
                "reference": _reference(patient),
                "given_name": given,
                "family_name": family or given,
                "number": patient.number,
                "language": language,
                "consent": consent,
            },
        }
        (await self._client.post("/procedures", json=body)).raise_for_status()

    async def cases(self, state: str) -> list[dict[str, Any]]:
        """The cases in a state."""
        found: list[dict[str, Any]] = await self._get("/cases", state=state)
        return found

    async def timeline(self, patient: Phone) -> list[dict[str, Any]]:
        """All that is known of a patient, oldest first."""
        page = await self._get(f"/patients/{_reference(patient)}/timeline", limit="200")
        entries: list[dict[str, Any]] = page["entries"]
        return entries

    async def close(self) -> None:
        """Let go of the connection."""
        await self._client.aclose()

    async def _put(self, path: str, body: dict[str, Any]) -> None:
        (await self._client.put(path, json=body)).raise_for_status()

    async def _get(self, path: str, **query: str) -> Any:
        answer = await self._client.get(path, params=query)
        answer.raise_for_status()
        return answer.json()


def _reference(person: Phone) -> str:
    return person.name.partition(" ")[0].lower()
