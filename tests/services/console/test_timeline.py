import random

import pytest
from support.builders_console import ANA, STRANGER, event, named, severe_reply_until_closed
from support.console import Console, procedure
from support.heard import said

from aftercare_chassis import NotYet
from aftercare_contracts import (
    EVENTS,
    CaseClosed,
    CaseDecided,
    CaseHandedOn,
    CaseOpened,
    CaseTaken,
    Event,
    Level,
    Party,
    PartyKind,
    PatientForgotten,
    ProcedureVoided,
    ReplyReceived,
    ReplyRetracted,
    SymptomsAssessed,
)

ANAS = f"/patients/{ANA.id}/timeline"


async def test_the_whole_story_of_a_patient_is_told_by_events_alone(console: Console) -> None:
    await console.set_up()
    events = severe_reply_until_closed()
    await console.hear(*random.sample(events, len(events)))
    entries = (await console.api.get(ANAS)).json()["entries"]
    assert [one["topic"] for one in entries] == [
        "patient.registered.v1",
        "procedure.completed.v1",
        "checkin.due.v1",
        "prompt.requested.v1",
        "message.sent.v1",
        "message.delivered.v1",
        "reply.received.v1",
        "symptoms.assessed.v1",
        "concern.raised.v1",
        "message.requested.v1",
        "case.opened.v1",
        "case.paged.v1",
        "message.requested.v1",
        "message.sent.v1",
        "message.sent.v1",
        "staff_reply.received.v1",
        "case.taken.v1",
        "case.closed.v1",
    ]
    assert entries[-1]["sentence"] == "Mara Voss closed the case: seen today, all well"
    assert entries[6]["data"]["words"] == "it is red and hot"


async def test_a_timeline_is_read_in_pages(console: Console) -> None:
    await console.set_up()
    await console.hear(*severe_reply_until_closed())
    whole = (await console.api.get(ANAS)).json()
    pages, after = [], None
    for _ in range(20):
        page = (await console.api.get(ANAS, params={"limit": 5} | ({"after": after} if after else {}))).json()
        pages += page["entries"]
        after = page["next"]
        if after is None:
            break
    assert (pages, whole["next"]) == (whole["entries"], None)
    assert (await console.api.get(ANAS, params={"after": "behind the moon"})).status_code == 422


async def test_changes_of_a_case_in_one_moment_are_told_in_their_order(console: Console) -> None:
    await console.set_up()
    changes: list[Event] = [
        event(CaseOpened, after=1),
        event(CaseTaken, after=5, name="first", revision=2),
        event(CaseHandedOn, after=9, revision=3),
        event(CaseOpened, after=9, name="higher", revision=4, level=Level.EMERGENCY),
        event(CaseTaken, after=9, revision=5),
    ]
    await console.hear(*severe_reply_until_closed()[:3], *random.sample(changes, len(changes)))
    told = [
        (one["topic"], one["data"]["revision"]) for one in (await console.api.get(ANAS)).json()["entries"][2:]
    ]
    assert told == [(one.topic, number) for number, one in enumerate(changes, 1)]


async def test_an_event_that_comes_twice_is_told_once(console: Console) -> None:
    await console.set_up()
    for _ in range(2):
        await console.hear(*severe_reply_until_closed())
    (case,) = (await console.api.get("/cases", params={"state": "closed"})).json()
    assert case["pages"] == 1
    assert len((await console.api.get(ANAS)).json()["entries"]) == 18


@pytest.mark.parametrize("event_type", EVENTS)
async def test_every_event_is_recorded(console: Console, event_type: type[Event]) -> None:
    heard = event(event_type)
    try:
        await console.hear(heard)
    except NotYet:
        assert event_type.__name__ in {"ProcedureAmended", "ProcedureVoided"}
        return
    async with console.works.engine.connect() as connection:
        rows = (await connection.exec_driver_sql("select event_id, topic from timeline")).all()
    assert [tuple(row) for row in rows] == [(heard.event_id, event_type.topic)]


async def test_what_a_shared_number_wrote_is_on_the_timeline_of_each_who_may_have_written(
    console: Console,
) -> None:
    await console.set_up()
    await console.hear(
        *severe_reply_until_closed()[:3],
        event(ReplyReceived, after=50, reply_id=named("which"), party=STRANGER, candidates=(ANA.id,)),
        event(SymptomsAssessed, after=50, reply_id=named("which"), party=STRANGER, procedure_id=None),
        event(CaseOpened, after=51, case_id=named("other case"), code="Q9", party=STRANGER),
    )
    entries = (await console.api.get(ANAS)).json()["entries"]
    assert [one["topic"] for one in entries][-3:] == [
        "reply.received.v1",
        "symptoms.assessed.v1",
        "case.opened.v1",
    ]
    told = (await console.api.get("/cases/q9")).json()
    assert (told["case"]["party"], told["case"]["patient"]) == ("stranger", None)
    assert len(told["timeline"]) == 3


async def test_a_patients_words_are_gone_when_they_are_forgotten_and_those_that_come_late_too(
    console: Console,
) -> None:
    await console.set_up()
    *before, closed = severe_reply_until_closed()
    await console.hear(*before, event(PatientForgotten, after=60))
    late = event(ReplyReceived, after=61, name="late", reply_id=named("late"), words="still red")
    await console.hear(late, closed)
    entries = (await console.api.get(ANAS)).json()["entries"]
    everything = str(entries)
    for words in ("red and hot", "Ruiz", "+12025550123", "How is your", "still red", "seen today"):
        assert words not in everything
    assert {one["data"].get("words", "gone") for one in entries} == {"gone"}
    assert "The patient wrote: “(erased)”" in everything
    (case,) = (await console.api.get("/cases", params={"state": "closed"})).json()
    assert (case["outcome"], case["patient"]["given_name"]) == (None, None)


async def test_a_nul_in_a_patients_words_does_not_stop_the_timeline(console: Console) -> None:
    await console.set_up()
    await console.hear(*severe_reply_until_closed()[:2], event(ReplyReceived, words="bad\x00 rash"))
    entries = (await console.api.get(ANAS)).json()["entries"]
    assert entries[-1]["data"]["words"] == "bad\ufffd rash"


async def test_a_procedure_of_another_system_may_be_voided_only_once_it_is_known(console: Console) -> None:
    with pytest.raises(NotYet):
        await console.hear(event(ProcedureVoided))


async def test_the_console_hears_its_own_events_and_keeps_what_it_said(console: Console) -> None:
    await console.set_up()
    entered = (await console.api.post("/procedures", json=procedure())).json()
    for event_type in EVENTS:
        await console.hear(*await said(console.works, event_type))
    entries = (await console.api.get("/patients/ana/timeline")).json()["entries"]
    assert [one["topic"] for one in entries] == ["patient.registered.v1", "procedure.completed.v1"]
    (found,) = (await console.api.get("/patients", params={"query": "ru an"})).json()
    assert (found["patient_id"], found["reference"]) == (entered["patient_id"], "ana")


async def test_cases_are_listed_by_state_and_decided(console: Console) -> None:
    await console.set_up()
    await console.hear(*severe_reply_until_closed()[:-2])
    (case,) = (await console.api.get("/cases", params={"state": "open"})).json()
    assert (case["code"], case["level"], case["patient"]["family_name"]) == ("K7", "SEVERE", "Ruiz")
    taken = await console.api.post("/cases/k7/decisions", json={"staff": "mara", "decision": "take"})
    assert taken.status_code == 202
    (decided,) = await said(console.works, CaseDecided)
    assert (str(decided.case_id), decided.decision) == (case["case_id"], "take")
    await console.hear(event(CaseTaken, after=3))
    assert (await console.api.get("/cases", params={"state": "open"})).json() == []
    (held,) = (await console.api.get("/cases")).json()
    assert (held["state"], held["holder"]) == ("taken", "Mara Voss")


async def test_a_case_that_is_opened_again_is_the_same_case_at_a_higher_level(console: Console) -> None:
    await console.set_up()
    await console.hear(*severe_reply_until_closed()[:-1])
    before = (await console.api.get("/cases/K7")).json()["case"]
    higher = event(CaseOpened, after=10, name="higher", revision=3, level=Level.EMERGENCY)
    late = event(CaseOpened, after=20, name="late", level=Level.MILD)
    await console.hear(higher, late)
    (case,) = (await console.api.get("/cases")).json()
    assert case == before | {"level": "EMERGENCY"}


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"staff": "nobody", "decision": "take"}, 422, "staff"),
        ({"staff": "mara", "decision": "sleep"}, 422, "decision"),
        ({"staff": "mara", "decision": "close"}, 409, "decision"),
    ],
)
async def test_a_decision_that_cannot_be_is_refused(
    console: Console, body: dict[str, str], status: int, field: str
) -> None:
    await console.set_up()
    await console.hear(*severe_reply_until_closed()[:-2])
    answer = await console.api.post("/cases/K7/decisions", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)
    assert await said(console.works, CaseDecided) == []


async def test_a_closed_case_is_not_decided_any_more(console: Console) -> None:
    await console.set_up()
    await console.hear(event(CaseOpened), event(CaseClosed, after=9))
    answer = await console.api.post("/cases/K7/decisions", json={"staff": "mara", "decision": "take"})
    assert answer.status_code == 409


async def test_a_reply_that_is_not_this_patients_is_retracted(console: Console) -> None:
    await console.set_up()
    await console.hear(*severe_reply_until_closed())
    body = {"patient": str(ANA.id), "staff": "mara", "reason": "her sister wrote"}
    answer = await console.api.post(f"/replies/{named('reply')}/retraction", json=body)
    assert answer.status_code == 202
    (retracted,) = await said(console.works, ReplyRetracted)
    assert (retracted.reply_id, retracted.patient_id) == (named("reply"), ANA.id)
    other = await console.api.post(f"/replies/{named('other')}/retraction", json=body)
    assert other.status_code == 404


async def test_what_is_another_patients_is_not_shown_for_sharing_a_procedure(console: Console) -> None:
    await console.set_up()
    bea = Party(kind=PartyKind.PATIENT, id=named("Bea"))
    await console.hear(
        *severe_reply_until_closed()[:3], event(ReplyReceived, party=bea, reply_id=named("bea"))
    )
    entries = (await console.api.get(ANAS)).json()["entries"]
    assert "reply.received.v1" not in [one["topic"] for one in entries]
