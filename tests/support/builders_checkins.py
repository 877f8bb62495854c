"""Events that check-ins hear, as a story needs them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from aftercare_chassis import Works
from aftercare_checkins import texts
from aftercare_checkins.domain.triage import Assessment, Level, Prompt
from aftercare_checkins.jobs import jobs
from aftercare_contracts import (
    CheckinDue,
    Keyword,
    Milestone,
    Party,
    PartyKind,
    ReplyReceived,
    ReplyRetracted,
    StaffTexted,
)
from support.events import CLINIC, id_of


def patient(name: str) -> Party:
    return Party(kind=PartyKind.PATIENT, id=id_of(name))


def stranger(name: str) -> Party:
    return Party(kind=PartyKind.STRANGER, id=id_of(name))


def checkin_due(
    name: str,
    milestone: Milestone = Milestone.DAY_1,
    *,
    at: str = "2026-03-02T15:00Z",
    useful: timedelta = timedelta(hours=34),
    session: int = 1,
    language: str = "en",
) -> CheckinDue:
    due_at = datetime.fromisoformat(at).astimezone(UTC)
    return CheckinDue(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=due_at,
        correlation_id=id_of(f"{name} session {session}"),
        checkin_id=id_of(f"{name} session {session} {milestone}"),
        procedure_id=id_of(f"{name} session {session}"),
        patient_id=id_of(name),
        session=session,
        milestone=milestone,
        language=language,
        due_at=due_at,
        expires_at=due_at + useful,
    )


def reply(
    name: str | Party,
    words: str,
    *,
    at: str = "2026-03-02T15:20Z",
    keyword: Keyword | None = None,
    photos: int = 0,
    candidates: tuple[str, ...] = (),
) -> ReplyReceived:
    party = patient(name) if isinstance(name, str) else name
    return ReplyReceived(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=datetime.fromisoformat(at),
        correlation_id=party.id,
        reply_id=id_of(f"{party.id} {words} {at}"),
        party=party,
        candidates=tuple(map(id_of, candidates)),
        words=words,
        keyword=keyword,
        photos=photos,
        received_at=datetime.fromisoformat(at),
    )


def retracted(name: str, of: ReplyReceived) -> ReplyRetracted:
    return ReplyRetracted(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=of.occurred_at,
        correlation_id=of.correlation_id,
        reply_id=of.reply_id,
        patient_id=id_of(name),
        staff_id=id_of("Nurse Noor"),
        reason="texted from another patient's phone",
    )


async def tick(works: Works) -> None:
    """Let the jobs do all that is due."""
    for job in jobs(texts.load()):
        while await job.run(works):
            pass


def staff_texted(name: str | Party, at: str) -> StaffTexted:
    party = patient(name) if isinstance(name, str) else name
    return StaffTexted(
        event_id=uuid4(),
        clinic_id=CLINIC,
        occurred_at=datetime.fromisoformat(at),
        correlation_id=party.id,
        message_id=id_of(f"staff text to {party.id} at {at}"),
        party=party,
        staff_id=id_of("Nurse Noor"),
        text="Noor here: how are you now?",
    )


_READ: dict[str, tuple[Level, tuple[str, ...]]] = {
    "no problems": (Level.NONE, ()),
    "a little pink": (Level.MILD, ("redness",)),
    "got a rash": (Level.MODERATE, ("rash",)),
    "still itchy": (Level.MODERATE, ("itching",)),
    "rash is bad": (Level.SEVERE, ("rash",)),
    "tongue is swelling": (Level.EMERGENCY, ("tongue_swelling",)),
    "want to die": (Level.EMERGENCY, ("self_harm",)),
    "0": (Level.NONE, ()),
    "3": (Level.SEVERE, ()),
    "pica mucho": (Level.MODERATE, ("itching",)),
    "todo bien": (Level.NONE, ()),
    "my lips\nare swelling": (Level.EMERGENCY, ("lip_swelling",)),
    "are swelling": (Level.MODERATE, ("swelling",)),
}


class ScriptedTriage:
    """Reads only what a story says, and remembers against which question."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, Prompt]] = []

    def __call__(self, words: str, *, day: int, prompt: Prompt, photos: int = 0) -> Assessment:
        del photos
        self.asked.append((words, day, prompt))
        reported = words.removeprefix("stop texting me").removeprefix(", ")
        rule = "scripted-{}" if reported else "optout"
        level, symptoms = _READ.get(reported, (Level.UNCLEAR, ()))
        return Assessment(
            level=level,
            symptoms=symptoms,
            negated=(),
            matched=(reported,) if symptoms else (),
            rule=rule.format(level.lower()),
            version="script-1",
            revoked=words.startswith("stop texting me"),
        )


class BrokenTriage:
    """An engine that cannot read anything."""

    def __call__(self, words: str, *, day: int, prompt: Prompt, photos: int = 0) -> Assessment:
        raise RecursionError((words, day, prompt, photos))
