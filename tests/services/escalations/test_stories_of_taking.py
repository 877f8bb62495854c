import asyncio

import pytest
from sqlalchemy import text
from support.broker import eventually
from support.builders_escalations import (
    case_decided,
    concern,
    forgotten,
    page_failed,
    patient,
    rota_changed,
    staff,
    staff_reply,
    stranger,
)
from support.desk_escalations import Desk
from support.events import id_of
from support.heard import said, tell

from aftercare_chassis import Refused
from aftercare_contracts import (
    CaseClosed,
    CaseHandedOn,
    CaseOpened,
    CaseTaken,
    Decision,
    Level,
    MessageRequested,
    Purpose,
)


async def paged_twice(desk: Desk) -> str:
    """Amira's case, about which Lena and then Omar were paged."""
    await desk.hear(rota_changed("Lena", "Omar", "Rosa"), concern("Amira"))
    await desk.pass_by(minutes=15)
    return await desk.code()


async def to_the_patient(desk: Desk) -> list[MessageRequested]:
    return await desk.messages(Purpose.ANSWER)


async def test_omar_takes_the_case_and_lena_and_amira_are_told(desk: Desk) -> None:
    code = await paged_twice(desk)
    await desk.hear(staff_reply("Omar", f"{code.lower()} yes"))
    (taken,) = await said(desk.works, CaseTaken)
    assert taken.staff_id == id_of("Omar")
    assert (await desk.told("Omar"), await desk.told("Lena"), await desk.told("Rosa")) == (
        ["yours"],
        ["taken_by"],
        [],
    )
    (notice,) = [one for one in await desk.messages(Purpose.NOTICE) if one.party == staff("Lena")]
    assert notice.text == f"Harbor Scalp Clinic: {{staff}} has taken case {code}."
    assert notice.names == {"staff": staff("Omar")}
    (promise,) = await to_the_patient(desk)
    assert promise.party == patient("Amira")
    assert promise.text == (
        "Harbor Scalp Clinic: {staff} from our team has your message and will call you. "
        "Emergency: call 911 now."
    )
    assert promise.names == {"staff": staff("Omar")}
    await desk.pass_by(minutes=59)
    assert await desk.paged() == ["Lena", "Omar"]


async def test_amira_is_told_who_will_call_in_her_language_once_and_again_if_that_changes(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira", language="es"))
    code = await desk.code()
    for name, words in (("Lena", code), ("Lena", f"{code} no"), ("Lena", code)):
        await desk.hear(staff_reply(name, words))
    (promise,) = await to_the_patient(desk)
    assert promise.wording == "patient.es.1"
    await desk.hear(staff_reply("Lena", f"{code} no"), staff_reply("Omar", code))
    first, second = await to_the_patient(desk)
    assert (first.names, second.names) == ({"staff": staff("Lena")}, {"staff": staff("Omar")})
    assert first.message_id != second.message_id
    assert len(await said(desk.works, CaseTaken)) == 3


async def test_somebody_nobody_knows_is_told_too(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern(stranger("a number")), staff_reply("Lena", "ok"))
    (promise,) = await to_the_patient(desk)
    assert promise.party == stranger("a number")


async def test_of_two_who_take_it_at_once_one_has_it_and_the_other_is_told_who(desk: Desk) -> None:
    code = await paged_twice(desk)
    await asyncio.gather(
        *(tell(desk.works, desk.handlers, staff_reply(name, code)) for name in ("Lena", "Omar"))
    )
    (taken,) = await said(desk.works, CaseTaken)
    winner, other = ("Lena", "Omar") if taken.staff_id == id_of("Lena") else ("Omar", "Lena")
    assert await desk.told(winner) == ["yours"]
    assert set(await desk.told(other)) <= {"taken_by", "held_by"}
    assert await desk.told(other)
    assert len(await to_the_patient(desk)) == 1


async def test_of_two_whose_texts_wait_for_the_same_case_one_has_it_and_the_other_is_told(desk: Desk) -> None:
    code = await paged_twice(desk)
    async with desk.works.engine.begin() as busy:
        await busy.execute(text("select from cases for update"))
        texts = [
            asyncio.create_task(tell(desk.works, desk.handlers, staff_reply(name, code)))
            for name in ("Lena", "Omar")
        ]
        await eventually(lambda: _waiting(desk, 2))
    await asyncio.gather(*texts)
    (taken,) = await said(desk.works, CaseTaken)
    winner, other = ("Lena", "Omar") if taken.staff_id == id_of("Lena") else ("Omar", "Lena")
    assert await desk.told(winner) == ["yours"]
    assert await desk.told(other) == ["taken_by", "held_by"]
    assert len(await to_the_patient(desk)) == 1


async def _waiting(desk: Desk, count: int) -> bool:
    """Whether as many units of work wait for a lock of this test's database."""
    query = text(
        "select count(*) from pg_stat_activity "
        "where wait_event_type = 'Lock' and datname = current_database()"
    )
    async with desk.works.engine.connect() as connection:
        return int((await connection.execute(query)).scalar_one()) >= count


async def test_taking_it_again_changes_nothing(desk: Desk) -> None:
    code = await paged_twice(desk)
    await desk.hear(staff_reply("Omar", code), staff_reply("Omar", f"take {code}"))
    assert await desk.told("Omar") == ["yours", "have_it"]
    assert len(await said(desk.works, CaseTaken)) == 1


async def test_a_lone_ok_takes_the_only_case_that_was_paged_to_her(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"), staff_reply("Lena", "Ok!"))
    assert [one.staff_id for one in await said(desk.works, CaseTaken)] == [id_of("Lena")]


async def test_a_lone_ok_is_asked_back_when_two_cases_were_paged_to_her(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira"), concern("Bruno"), staff_reply("Lena", "ok"))
    assert not await said(desk.works, CaseTaken)
    (question,) = await desk.messages(Purpose.NOTICE)
    assert question.wording == "which.en.1"
    assert {await desk.code(0), await desk.code(1)} <= set(question.text.replace(",", " ").split())
    await desk.hear(staff_reply("Lena", await desk.code(1)), staff_reply("Lena", "ok"))
    assert len(await said(desk.works, CaseTaken)) == 2, "then there is only one left"


async def test_a_lone_ok_of_somebody_who_was_not_paged_takes_nothing(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira"), staff_reply("Omar", "ok"))
    assert not await said(desk.works, CaseTaken)
    assert await desk.told("Omar") == ["none_waiting"]


async def test_what_is_not_understood_is_answered_and_the_paging_goes_on(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    code = await desk.code()
    await desk.hear(
        staff_reply("Lena", "K9Z" if code != "K9Z" else "K8Z"),
        staff_reply("Lena", f"{code}? who is that"),
        staff_reply("Lena", "HELP"),
    )
    assert await desk.told("Lena") == ["unknown_code_cases", "help_cases", "help_cases"]
    await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Lena", "Omar"]


async def test_lena_passes_and_omar_is_paged_at_once(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"), staff_reply("Lena", "no, busy"))
    (handed_on,) = await said(desk.works, CaseHandedOn)
    assert handed_on.staff_id == id_of("Lena")
    assert await desk.paged() == ["Lena", "Omar"]
    assert await desk.told("Lena") == ["passed"]


async def test_the_only_one_on_call_who_passes_is_paged_again_after_the_wait(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira"), staff_reply("Lena", "no"))
    await desk.pass_by(minutes=14)
    assert await desk.paged() == ["Lena"]
    await desk.pass_by(minutes=1)
    assert await desk.paged() == ["Lena", "Lena"]


async def test_lena_who_holds_it_passes_it_on_and_is_not_the_next_to_be_paged(desk: Desk) -> None:
    code = await paged_twice(desk)
    await desk.hear(staff_reply("Lena", code), staff_reply("Lena", f"pass {code}"))
    assert await desk.paged() == ["Lena", "Omar", "Omar"]
    await desk.hear(staff_reply("Omar", code))
    assert [one.staff_id for one in await said(desk.works, CaseTaken)] == [id_of("Lena"), id_of("Omar")]


async def test_a_promise_that_is_not_kept_is_asked_about_and_then_pages_others(desk: Desk) -> None:
    code = await paged_twice(desk)
    await desk.hear(staff_reply("Lena", code))
    await desk.pass_by(minutes=60)
    assert await desk.told("Lena") == ["yours", "asked"]
    await desk.pass_by(minutes=14)
    assert await desk.paged() == ["Lena", "Omar"]
    await desk.pass_by(minutes=1)
    assert await desk.paged() == ["Lena", "Omar", "Lena"]
    assert (await desk.told("Lena"))[-1] == "lapsed"
    assert [one.staff_id for one in await said(desk.works, CaseHandedOn)] == [id_of("Lena")]


async def test_lena_who_answers_the_question_keeps_the_case_for_another_hour(desk: Desk) -> None:
    code = await paged_twice(desk)
    await desk.hear(staff_reply("Lena", code))
    await desk.pass_by(minutes=60)
    await desk.hear(staff_reply("Lena", "yes"))
    await desk.pass_by(minutes=59)
    assert await desk.told("Lena") == ["yours", "asked", "kept"]
    await desk.pass_by(minutes=1)
    assert await desk.told("Lena") == ["yours", "asked", "kept", "asked"]
    notices = await desk.messages(Purpose.NOTICE)
    assert len({one.message_id for one in notices}) == len(notices)


async def test_an_emergency_is_asked_about_after_half_an_hour(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena"), concern("Amira", Level.EMERGENCY), staff_reply("Lena", "ok"))
    await desk.pass_by(minutes=30)
    assert await desk.told("Lena") == ["yours", "asked"]


async def test_news_of_a_case_that_is_held_pages_the_holder_at_once(desk: Desk) -> None:
    code = await paged_twice(desk)
    await desk.hear(staff_reply("Lena", code), concern("Amira", number=2))
    news = (await desk.messages(Purpose.PAGE))[-1]
    assert news.party == staff("Lena")
    assert news.wording == "news.en.1"
    assert not await said(desk.works, CaseHandedOn)
    await desk.hear(page_failed(news))
    assert await desk.paged() == ["Lena", "Omar", "Lena", "Lena"], "nobody reaches her: all are paged again"
    assert len(await said(desk.works, CaseHandedOn)) == 1


async def test_a_held_case_that_becomes_an_emergency_is_nobodys_and_pages_all(desk: Desk) -> None:
    code = await paged_twice(desk)
    await desk.hear(staff_reply("Omar", code), concern("Amira", Level.EMERGENCY, number=2))
    assert await desk.paged() == ["Lena", "Omar", "Omar", "Lena", "Rosa"]
    assert [one.staff_id for one in await said(desk.works, CaseHandedOn)] == [id_of("Omar")]
    await desk.hear(staff_reply("Omar", code))
    assert await desk.told("Omar") == ["yours", "yours"]


async def test_a_case_held_on_the_worklist_that_gets_severe_pages_its_holder_first(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira", Level.MODERATE))
    (opened,) = await said(desk.works, CaseOpened)
    await desk.hear(case_decided(opened.case_id, "Rosa", Decision.TAKE))
    await desk.hear(concern("Amira", Level.SEVERE, number=2))
    await desk.pass_by(minutes=15)
    assert await desk.paged() == ["Rosa", "Lena"]


async def test_amira_is_forgotten_while_her_case_is_held_and_it_stays_until_it_is_closed(desk: Desk) -> None:
    code = await paged_twice(desk)
    await desk.hear(staff_reply("Lena", code), forgotten("Amira"))
    await desk.pass_by(minutes=60)
    await desk.pass_by(minutes=15)
    page = (await desk.messages(Purpose.PAGE))[-1]
    assert page.names == {}
    assert "(no name)" in page.text
    await desk.hear(staff_reply("Omar", code), staff_reply("Omar", f"{code} done nothing more to do"))
    assert len(await said(desk.works, CaseClosed)) == 1


async def test_amira_who_was_forgotten_first_is_not_told_who_will_call(desk: Desk) -> None:
    code = await paged_twice(desk)
    await desk.hear(forgotten("Amira"), staff_reply("Lena", code))
    assert not await to_the_patient(desk)
    assert len(await said(desk.works, CaseTaken)) == 1


async def test_what_is_decided_on_the_console_is_the_same_as_by_text(desk: Desk) -> None:
    await paged_twice(desk)
    (opened,) = await said(desk.works, CaseOpened)
    await desk.hear(
        case_decided(opened.case_id, "Rosa", Decision.TAKE),
        case_decided(opened.case_id, "Rosa", Decision.PASS_ON),
        case_decided(opened.case_id, "Omar", Decision.CLOSE),
        case_decided(opened.case_id, "Omar", Decision.CLOSE, "Seen at the clinic"),
    )
    assert [one.staff_id for one in await said(desk.works, CaseTaken)] == [id_of("Rosa")]
    assert [one.staff_id for one in await said(desk.works, CaseHandedOn)] == [id_of("Rosa")]
    assert [one.outcome for one in await said(desk.works, CaseClosed)] == ["Seen at the clinic"]
    assert await desk.told("Omar") == ["taken_by", "needs_outcome", "closed"]


async def test_a_phone_that_answers_by_itself_is_not_answered_for_ever(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    for _ in range(8):
        await desk.hear(staff_reply("Lena", "I am driving"), staff_reply("Omar", "Sorry, can't talk now"))
    assert await desk.told("Lena") == ["help_cases"] * 5
    assert await desk.told("Omar") == ["none_waiting"] * 5
    await desk.pass_by(minutes=61)
    await desk.hear(*(staff_reply("Omar", "Sorry, can't talk now") for _ in range(8)))
    assert await desk.told("Omar") == ["none_waiting"] * 5 + ["passed"] * 2, "once in each round"
    await desk.hear(staff_reply("Lena", "I am driving"))
    assert await desk.told("Lena") == ["help_cases"] * 6


async def test_a_decision_about_a_case_of_another_clinic_is_refused(desk: Desk) -> None:
    await paged_twice(desk)
    (opened,) = await said(desk.works, CaseOpened)
    with pytest.raises(Refused):
        await desk.hear(case_decided(opened.case_id, "Caro", Decision.TAKE, clinic_id="other"))
    assert not await said(desk.works, CaseTaken)
