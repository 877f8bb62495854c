"""Every code of the carrier's that matters: what follows from it, whether it comes at once or later."""

from collections.abc import Sequence

import pytest
from services.notifications.stage import Stage, Twilio
from support.builders_notifications import (
    MAYA,
    message_requested,
    patient,
    patient_registered,
    prompt_requested,
)
from support.events import id_of
from support.heard import said

from aftercare_contracts import ConsentWithdrawn, MessageFailed, MessageSent
from aftercare_notifications.domain.errors import MEANINGS, OPTED_OUT, Kind, meaning
from aftercare_notifications.domain.segments import segments
from aftercare_sandbox.domain.errors import FAILURES, REFUSALS

UNHEARD_OF = (29999, 39999, 99999)
FOR_GOOD = [code for code, known in MEANINGS.items() if known.kind is Kind.PERMANENT]
PASSING = [code for code, known in MEANINGS.items() if known.kind is Kind.TRANSIENT]
THE_OPERATORS = [code for code, known in MEANINGS.items() if known.kind.is_the_operators]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *((code, Kind.ACCOUNT) for code in (20003, 30002)),
        *((code, Kind.SENDER) for code in (21606, 21701, 30032, 30034)),
        *((code, Kind.TRANSIENT) for code in (20429, 20503, 21611, 30001)),
        *((code, Kind.PERMANENT) for code in (21211, 21408, 21610, 21612, 21614, 21635)),
        *((code, Kind.PERMANENT) for code in (30003, 30004, 30005, 30006, 30007, 30008, 30036)),
        *((code, Kind.PERMANENT) for code in (*UNHEARD_OF, None)),
    ],
)
def test_what_a_code_is(code: int | None, kind: Kind) -> None:
    assert meaning(code).kind is kind


@pytest.mark.parametrize("code", [*MEANINGS, *UNHEARD_OF])
def test_every_code_is_said_in_plain_words_with_the_next_action(code: int) -> None:
    words = meaning(code).reason
    assert any(action in words for action in ("phone", "find out", "correct it"))
    assert words[0].isupper()
    assert words.endswith(".")
    assert len(words) <= 120


def test_what_the_sandbox_can_answer_is_known() -> None:
    # What a wrong request or a wrong address is answered cannot come of a text that we send.
    not_of_texts = {20004, 20009, 20413}
    of_calls = {21201, 21205, 21213, 21215, 21626}
    assert (set(REFUSALS) | set(FAILURES)) - not_of_texts - of_calls <= set(MEANINGS)


async def everybody(stage: Stage, codes: Sequence[int]) -> None:
    """One patient for each code, by its name and with its digits, who is to be asked."""
    await stage.tell(*(patient_registered(f"P {code}", number_of(code)) for code in codes))
    await stage.tell(*(prompt_requested(f"P {code}") for code in codes))


def number_of(code: int) -> str:
    return f"+12125{code:06}"


async def test_a_refusal_for_good_fails_each_text_once_in_words_of_its_own(stage: Stage) -> None:
    codes = [*FOR_GOOD, *UNHEARD_OF]
    for code in codes:
        stage.carrier.forecast(number_of(code), code)
    await everybody(stage, codes)
    await stage.send()
    await stage.seconds_pass(700)
    await stage.send()
    told = {one.party: (one.code, one.reason) for one in await said(stage.works, MessageFailed)}
    assert told == {patient(f"P {code}"): (code, meaning(code).reason) for code in codes}
    assert len(stage.carrier.posted) == len(codes)
    assert [one.party for one in await said(stage.works, ConsentWithdrawn)] == [patient(f"P {OPTED_OUT}")]


async def test_a_refusal_that_passes_sends_each_text_again_and_says_nothing(stage: Stage) -> None:
    for code in PASSING:
        stage.carrier.forecast(number_of(code), code, code)
    await everybody(stage, PASSING)
    for _ in range(3):
        await stage.send()
        await stage.seconds_pass(60)
    assert len(stage.carrier.posted) == 3 * len(PASSING)
    assert len(await said(stage.works, MessageSent)) == len(PASSING)
    assert await said(stage.works, MessageFailed) == []


async def test_each_refusal_that_the_operator_must_mend_holds_both_lanes_and_loses_nothing(
    stage: Stage,
) -> None:
    await stage.tell(patient_registered())
    for code in THE_OPERATORS:
        stage.carrier.posted.clear()
        stage.carrier.forecast(MAYA, code)
        await stage.tell(prompt_requested(reason=f"prompt {code}"))
        await stage.send()
        await stage.tell(message_requested(patient("Maya Ortiz"), reason=f"safety {code}"))
        await stage.send()
        assert len(stage.carrier.posted) == 1, code
        await stage.seconds_pass(700)
        await stage.send()
        assert len(stage.carrier.posted) == 3, code
    assert await said(stage.works, MessageFailed) == []


@pytest.mark.parametrize("status", ["undelivered", "failed"])
async def test_each_code_that_comes_later_fails_its_text_and_holds_no_other(
    stage: Stage, twilio: Twilio, status: str
) -> None:
    codes = [*MEANINGS, *UNHEARD_OF]
    await everybody(stage, codes)
    await stage.send()
    for code in codes:
        message_id = id_of(f"day 1 for P {code}")
        [sid] = stage.carrier.sids(number_of(code))
        await twilio.report(status, sid=sid, message_id=message_id, code=code)
    told = {one.party: (one.code, one.reason) for one in await said(stage.works, MessageFailed)}
    assert told == {patient(f"P {code}"): (code, meaning(code).reason) for code in codes}
    assert await stage.rows("holds") == 0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("a" * 69 + "🙂", 2),
        ("a" * 68 + "🙂", 1),
        ("a" * 160 + "é", 2),
    ],
)
def test_how_many_segments_a_text_is(text: str, count: int) -> None:
    assert segments(text) == count
