"""Several numbers: each patient always sees the same one, and a page finds a way when one fails."""

import pytest
from services.notifications.stage import (
    ACCOUNT,
    OURS,
    Stage,
    Twilio,
    settings_with,
    sid_of,
    text_form,
    webhooks_of,
)
from support.builders_notifications import (
    MAYA,
    NURSE,
    TOM,
    message_requested,
    patient,
    patient_registered,
    prompt_requested,
    staff,
    staff_registered,
)
from support.carrier import Weather
from support.clock import StoppedClock
from support.events import CLINIC, id_of
from support.heard import said

from aftercare_contracts import MessageFailed, MessageSent, Purpose
from aftercare_notifications.domain.pools import Pools
from aftercare_notifications.domain.repeats import marked, unmarked
from aftercare_notifications.domain.writers import stranger
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.settings.senders import Account, Sender

SECOND, THIRD, SPARE = "+15005550007", "+15005550008", "+15005550009"
POOL = settings_with(
    twilio_senders=[{"address": SECOND}, {"address": THIRD}, {"address": SPARE, "failover": True}]
)
OTHER, OTHERS = "AC" + "b2" * 16, "the other account's token"


def two_accounts() -> NotificationsSettings:
    return settings_with(
        twilio_backup_account_sid=OTHER,
        twilio_backup_auth_token=OTHERS,
        twilio_senders=[{"address": SPARE, "account": "backup", "failover": True}],
    )


@pytest.fixture
def pool(stage: Stage) -> Stage:
    return Stage(works=stage.works, carrier=stage.carrier, settings=POOL)


def senders_of(stage: Stage, number: str) -> list[str]:
    return [stage.carrier.through[sid] for sid in stage.carrier.sids(number)]


async def test_a_patient_always_sees_the_same_number_and_all_numbers_do_their_share(pool: Stage) -> None:
    people = [(f"P {n}", f"+1212555{n:04}") for n in range(30)]
    for reason in ("day 1", "week 1", "month 1"):
        await pool.tell(*(patient_registered(name, number) for name, number in people))
        await pool.tell(*(prompt_requested(name, reason=reason) for name, _ in people))
        await pool.send()
    seen = {number: set(senders_of(pool, number)) for _, number in people}
    assert {len(numbers) for numbers in seen.values()} == {1}
    assert set.union(*seen.values()) == {OURS, SECOND, THIRD}


async def test_a_patient_keeps_their_number_when_another_joins(stage: Stage, pool: Stage) -> None:
    await stage.tell(*(patient_registered(f"P {n}", f"+1212555{n:04}") for n in range(12)))
    await stage.tell(*(prompt_requested(f"P {n}") for n in range(12)))
    await stage.send()
    await pool.tell(*(prompt_requested(f"P {n}", reason="week 1") for n in range(12)))
    await pool.send()
    assert set(pool.carrier.through.values()) == {OURS}


async def test_who_wrote_to_one_of_our_numbers_first_is_answered_from_there(
    pool: Stage, twilio: Twilio
) -> None:
    for number, ours in ((TOM, THIRD), (MAYA, SECOND)):
        form = text_form("Hello?", sid=sid_of(int(number[-3:])), number=number, To=ours)
        assert (await twilio.post("/twilio/sms", form)).status_code == 403
    async with webhooks_of(pool) as ours_now:
        for number, ours in ((TOM, THIRD), (MAYA, SECOND)):
            form = text_form("Hello?", sid=sid_of(int(number[-3:])), number=number, To=ours)
            assert (await ours_now.post("/twilio/sms", form)).status_code == 200
    for number in (TOM, MAYA):
        answer = message_requested(stranger(CLINIC, number), purpose=Purpose.ANSWER, text="Please call us.")
        await pool.tell(answer)
    await pool.send()
    assert (senders_of(pool, TOM), senders_of(pool, MAYA)) == ([THIRD], [SECOND])


async def test_a_prompt_that_waits_for_a_number_we_gave_up_goes_from_another(stage: Stage) -> None:
    gone = settings_with(twilio_sender=SPARE)
    before = Stage(works=stage.works, carrier=stage.carrier, settings=gone)
    stage.carrier.forecast(MAYA, Weather.NOT_REACHED)
    await before.tell(patient_registered(), prompt_requested())
    await before.send()
    await stage.seconds_pass(60)
    await stage.send()
    assert senders_of(stage, MAYA) == [OURS]


async def test_a_page_finds_another_number_and_a_prompt_never_does(pool: Stage) -> None:
    await pool.tell(patient_registered(), staff_registered(), prompt_requested())
    page = message_requested(staff("Nora"), purpose=Purpose.PAGE)
    await pool.tell(page)
    pool.carrier.without = {OURS, SECOND, THIRD}
    for _ in range(5):
        await pool.send()
        await pool.seconds_pass(60)
    assert pool.carrier.bodies(MAYA) == []
    assert senders_of(pool, NURSE) == [SPARE]
    assert await said(pool.works, MessageFailed) == []


async def test_a_page_whose_answer_was_lost_goes_again_from_another_number_and_says_so(pool: Stage) -> None:
    pool.carrier.forecast(NURSE, Weather.LOSE_REQUEST)
    await pool.tell(staff_registered(), message_requested(staff("Nora"), purpose=Purpose.PAGE, text="K7?"))
    await pool.send()
    first = pool.carrier.posted[0].sender
    await pool.reconcile()
    await pool.seconds_pass(10)
    await pool.send()
    assert pool.carrier.bodies(NURSE) == ["(again) K7?"]
    assert pool.carrier.posted[1].sender != first
    assert len(await said(pool.works, MessageSent)) == 1


async def test_a_page_that_is_found_at_the_carrier_is_not_sent_again_by_another_number(pool: Stage) -> None:
    pool.carrier.forecast(NURSE, Weather.LOSE_ANSWER)
    await pool.tell(staff_registered(), message_requested(staff("Nora"), purpose=Purpose.PAGE))
    await pool.send()
    await pool.reconcile()
    await pool.send()
    assert len(pool.carrier.posted) == len(await said(pool.works, MessageSent)) == 1


async def test_a_number_that_the_operator_must_mend_holds_its_own_texts_and_no_page(pool: Stage) -> None:
    people = [(f"P {n}", f"+1212555{n:04}") for n in range(12)]
    await pool.tell(*(patient_registered(name, number) for name, number in people), staff_registered())
    for _, number in people:
        pool.carrier.forecast(number, *[30034] * 9)
    await pool.tell(*(prompt_requested(name) for name, _ in people))
    await pool.send()
    assert await pool.rows("holds where lane = 'prompt'") == 3
    posted = len(pool.carrier.posted)
    await pool.tell(*(prompt_requested(name, reason="week 1") for name, _ in people))
    await pool.tell(message_requested(staff("Nora"), purpose=Purpose.PAGE))
    await pool.send()
    assert len(pool.carrier.posted) == posted + 1
    assert senders_of(pool, NURSE) == [SPARE]


async def test_credentials_that_are_refused_hold_the_account_and_a_page_goes_by_the_other(
    stage: Stage,
) -> None:
    two = Stage(works=stage.works, carrier=stage.carrier, settings=two_accounts())
    two.carrier.forecast(NURSE, 20003)
    await two.tell(patient_registered(), staff_registered())
    await two.tell(message_requested(staff("Nora"), purpose=Purpose.PAGE))
    await two.send()
    await two.seconds_pass(10)
    await two.tell(prompt_requested(), message_requested(patient("Maya Ortiz")))
    await two.send()
    assert [one.sender.account for one in two.carrier.posted] == [Account.MAIN, Account.BACKUP]
    assert two.carrier.bodies(MAYA) == []
    assert len(await said(stage.works, MessageSent)) == 1


async def test_a_report_of_the_second_account_counts_when_its_own_token_signed_it(stage: Stage) -> None:
    two = Stage(works=stage.works, carrier=stage.carrier, settings=two_accounts())
    page = message_requested(staff("Nora"), purpose=Purpose.PAGE)
    two.carrier.without = {OURS}
    await two.tell(staff_registered(), page)
    for _ in range(2):
        await two.send()
        await two.seconds_pass(30)
    [sid] = two.carrier.sids(NURSE)
    form = {"AccountSid": OTHER, "MessageSid": sid, "SmsSid": sid, "MessageStatus": "delivered"}
    path = f"/twilio/status?message_id={page.message_id}"
    async with webhooks_of(two) as webhooks:
        assert (await webhooks.post(path, form)).status_code == 403
        assert (await webhooks.post(path, form | {"AccountSid": ACCOUNT}, token=OTHERS)).status_code == 403
        assert (await webhooks.post(path, form, token=OTHERS)).status_code == 200
    assert (await two.message(page.message_id))["state"] == "delivered"


def test_each_clinic_texts_from_its_own_numbers_or_else_from_those_of_all() -> None:
    everybodys, harbors, spare = (
        Sender(address=OURS),
        Sender(address=SECOND, clinic_id="harbor"),
        Sender(address=SPARE, clinic_id="harbor", failover=True),
    )
    pools = Pools(senders=[everybodys, harbors, spare])
    assert (pools.of("harbor"), pools.of("main")) == ([harbors], [everybodys])
    assert pools.ring("harbor", harbors) == [harbors, spare]
    assert pools.ring("main", everybodys) == [everybodys]
    only_harbors = Pools(senders=[harbors])
    assert only_harbors.of("main") == [harbors]
    settings = settings_with(
        twilio_senders=[
            {"address": SECOND, "clinic_id": "harbor"},
            {"address": SPARE, "failover": True},
        ]
    )
    assert settings.clinic_of(number=SECOND, service_sid=None) == "harbor"
    assert settings.clinic_of(number=OURS, service_sid=None) == CLINIC
    assert settings.clinic_of(number=SPARE, service_sid=None) == CLINIC


def test_a_pool_that_grows_takes_few_patients_from_the_others() -> None:
    before = Pools(senders=[Sender(address=OURS), Sender(address=SECOND)])
    after = Pools(senders=[*before.senders, Sender(address=THIRD)])
    parties = [id_of(f"P {n}") for n in range(300)]
    moved = [one for one in parties if before.choose(CLINIC, one) != after.choose(CLINIC, one)]
    assert {after.choose(CLINIC, one).address for one in moved} == {THIRD}


@pytest.mark.parametrize("language", ["en", "es", None, "fr"])
def test_a_repeat_says_so_in_the_readers_language_and_is_known_again(language: str | None) -> None:
    body = marked("K7?", language)
    assert body == {"es": "(otra vez) K7?"}.get(language or "", "(again) K7?")
    assert unmarked(body) == unmarked("K7?") == "K7?"


@pytest.mark.parametrize("purpose", [Purpose.PROMPT, Purpose.ANSWER])
async def test_a_number_that_a_sender_cannot_reach_fails_alone_and_lets_the_others_by(
    stage: Stage, clock: StoppedClock, purpose: Purpose
) -> None:
    slow = Stage(works=stage.works, carrier=stage.carrier, settings=settings_with(segments_per_second=1))
    await slow.tell(patient_registered(), patient_registered("Tom Reed", TOM))
    slow.carrier.forecast(MAYA, *[21703] * 9)
    for minute, name in ((0, "Maya Ortiz"), *((ten, "Tom Reed") for ten in range(10, 60, 10))):
        clock.set(f"2026-03-02T15:{minute:02}Z")
        prompt = prompt_requested(name, reason=str(minute))
        answer = message_requested(patient(name), reason=str(minute), purpose=purpose)
        await slow.tell(prompt if purpose is Purpose.PROMPT else answer)
        await slow.execute("delete from paces")
        await slow.send()
        await slow.seconds_pass(601)
    assert len(slow.carrier.bodies(TOM)) > 1
    [failed] = await said(slow.works, MessageFailed)
    assert (failed.party, failed.code) == (patient("Maya Ortiz"), 21703)
    assert len([one for one in slow.carrier.posted if one.number == MAYA]) <= 3


async def test_what_a_broken_sender_refuses_waits_however_often_it_is_tried(stage: Stage) -> None:
    await stage.tell(patient_registered(), prompt_requested())
    stage.carrier.forecast(MAYA, *[21703] * 3)
    for _ in range(4):
        await stage.send()
        await stage.seconds_pass(601)
    assert await said(stage.works, MessageFailed) == []
    assert len(stage.carrier.bodies(MAYA)) == 1
