import re
from datetime import timedelta
from typing import Any

import pytest
from support.builders_console import (
    ANA,
    DEFAULTS,
    MARA,
    STRANGER,
    T0,
    event,
    named,
    severe_reply_until_closed,
)

from aftercare_console.domain.erasure import OF_PATIENTS, OF_STAFF, read, without
from aftercare_console.domain.marking import Piece, mark
from aftercare_console.domain.sentences import SENTENCES, Names, sentence
from aftercare_console.domain.story import Line, Reply, Text, story
from aftercare_console.domain.timeline import CAUSES_FIRST
from aftercare_contracts import (
    EVENTS,
    CaseHandedOn,
    CaseNotPaged,
    CaseOpened,
    CasePaged,
    ConcernRaised,
    Event,
    HandOnReason,
    Keyword,
    Level,
    MessageDelivered,
    MessageFailed,
    MessageRequested,
    MessageSent,
    NotPagedReason,
    PageReason,
    ReplyReceived,
    StaffTexted,
    SymptomsAssessed,
)

NAMES = Names(staff={MARA.id: "Mara Voss"})


def test_every_event_has_a_sentence_a_place_and_an_example() -> None:
    assert set(SENTENCES) == set(EVENTS)
    assert sorted(CAUSES_FIRST, key=str) == sorted(EVENTS, key=str)
    assert set(DEFAULTS) == set(EVENTS)


@pytest.mark.parametrize("event_type", EVENTS)
def test_every_sentence_is_one(event_type: type[Event]) -> None:
    told = sentence(event(event_type), NAMES)
    assert told[0].isupper()
    assert len(told) > 10
    assert "Party" not in told
    assert str(MARA.id) not in told


@pytest.mark.parametrize("event_type", EVENTS)
def test_what_is_left_of_an_erased_event_still_has_a_sentence(event_type: type[Event]) -> None:
    fields = {**OF_PATIENTS.get(event_type.topic, {}), **OF_STAFF.get(event_type.topic, {})}
    left = without(event(event_type).model_dump(mode="json"), fields)
    assert sentence(read(event_type.topic, left), NAMES)


@pytest.mark.parametrize("reason", PageReason)
def test_a_page_says_why_it_went_to_whom_it_went(reason: PageReason) -> None:
    told = sentence(event(CasePaged, round=2, reason=reason), NAMES)
    assert re.fullmatch(r"Mara Voss was paged in round 2: .{10,}\.", told)


@pytest.mark.parametrize("reason", HandOnReason)
def test_a_case_that_is_handed_on_says_why(reason: HandOnReason) -> None:
    assert "Mara Voss" in sentence(event(CaseHandedOn, reason=reason), NAMES)


def test_why_nobody_is_paged_is_told_on_the_clinics_clock() -> None:
    names = Names(timezones={"main": "America/New_York"})
    assert sentence(event(CaseNotPaged), names) == (
        "Nobody is paged until 12:00: the case is on the worklist of open hours."
    )
    tomorrow = event(CaseNotPaged, reason=NotPagedReason.ALL_TRIED, until=T0 + timedelta(days=1))
    assert sentence(tomorrow, names) == (
        "Nobody is paged until Tue 3 Mar, 10:00: everybody on call has had their turn in this round."
    )
    nobody = event(CaseNotPaged, reason=NotPagedReason.NOBODY_ON_CALL, until=None)
    assert sentence(nobody, names) == "Nobody is paged: the rota names nobody. Put somebody on call."


def test_a_text_that_is_yet_to_be_sent_names_whom_it_names() -> None:
    page = event(
        MessageRequested,
        party=MARA,
        text="Case K7M ({patient}) needs you, {staff} has {code}.",
        names={"patient": ANA, "staff": MARA},
    )
    told = "Case K7M (the patient) needs you, Mara Voss has {code}."
    assert f"“{told}”" in sentence(page, NAMES)
    (item,) = story([page], NAMES)
    assert isinstance(item, Text)
    assert item.text == told


def test_a_sentence_names_who_and_why() -> None:
    assert sentence(event(CasePaged, round=2), NAMES) == "Mara Voss was paged in round 2."
    assert sentence(event(SymptomsAssessed), NAMES) == (
        "The reply was read as SEVERE, because of “red”, “hot” (rule hot-and-red, 2026.1)."
    )
    assert sentence(event(MessageFailed), NAMES) == (
        "The check-in question did not reach the patient (carrier's code 30005): "
        "the number is not in use: phone the patient"
    )
    labelled = event(SymptomsAssessed, matched=("rash present: rash", "redness present: rash"))
    assert "because of “rash” (rule" in sentence(labelled, NAMES)
    from_a_shared_phone = event(
        ReplyReceived, party=STRANGER, candidates=(named("Ana"),), keyword=Keyword.STOP, photos=2
    )
    assert sentence(from_a_shared_phone, NAMES) == (
        "An unknown number wrote: “it is red and hot” "
        "(STOP: no more texts; 2 photos; the number is shared, so it is not known who wrote)"
    )


@pytest.mark.parametrize(
    ("words", "matched", "marked"),
    [
        ("It is RED and hot", ("red", "hot"), ["RED", "hot"]),
        ("scared, not red", ("red",), ["red"]),
        ("pus  and\nsmell", ("pus and smell",), ["pus  and\nsmell"]),
        ("very red", ("red", "very red"), ["very red"]),
        ("all well", ("pus",), []),
        ("a (b) [c] *d*", ("(b)", "*d*"), ["(b)", "*d*"]),
        ("", ("",), []),
        ("my face is swelling", ("face_swelling present: face is swelling",), ["face is swelling"]),
        ("note: red", ("note: red",), ["note: red"]),
    ],
)
def test_the_words_that_decided_are_marked(words: str, matched: tuple[str, ...], marked: list[str]) -> None:
    pieces = mark(words, matched)
    assert "".join(piece.words for piece in pieces) == words
    assert [piece.words for piece in pieces if piece.marked] == marked


def test_words_without_a_reading_are_one_piece() -> None:
    assert mark("all well", ()) == (Piece("all well"),)


def test_a_story_tells_a_text_and_a_reply_in_one_place_each() -> None:
    items = story(severe_reply_until_closed(), NAMES)
    replies = [one for one in items if isinstance(one, Reply)]
    texts = [one for one in items if isinstance(one, Text)]
    lines = [one.sentence for one in items if isinstance(one, Line)]
    (reply,) = replies
    assert reply.reading is not None
    assert [piece.words for piece in reply.pieces if piece.marked] == ["red", "hot"]
    assert [(one.purpose, one.sent_at is not None, one.delivered_at is not None) for one in texts] == [
        ("prompt", True, True),
        ("safety", True, False),
        ("page", True, False),
    ]
    assert texts[2].page is not None
    assert [one for one in items if one.at < reply.at][-1] is texts[0]
    assert lines[-2:] == ["Mara Voss took the case.", "Mara Voss closed the case: seen today, all well"]
    assert reply.after == (sentence(event(ConcernRaised), NAMES),)


def test_a_case_that_is_said_again_was_raised() -> None:
    items = story([event(CaseOpened), event(CaseOpened, after=9, revision=2, level=Level.EMERGENCY)], NAMES)
    assert [one.sentence for one in items if isinstance(one, Line)] == [
        "Case K7 was opened as SEVERE.",
        "Case K7 was raised to EMERGENCY.",
    ]


def test_a_text_of_staff_is_told_with_how_far_it_came() -> None:
    texted = event(StaffTexted)
    same: dict[str, Any] = {"message_id": texted.message_id, "purpose": "answer"}
    sent = event(MessageSent, after=1, text=texted.text, wording="staff", **same)
    delivered = event(MessageDelivered, after=2, **same)
    for events, stage in (([texted], (None, None)), ([texted, sent], (sent.occurred_at, None))):
        (text,) = story(events, NAMES)
        assert isinstance(text, Text)
        assert (text.what, text.text, text.wording) == (
            "Mara Voss texted the patient",
            texted.text,
            "staff",
        )
        assert (text.sent_at, text.delivered_at) == stage
    (text,) = story([texted, sent, delivered], NAMES)
    assert isinstance(text, Text)
    assert text.delivered_at == delivered.occurred_at


def test_a_text_that_failed_says_why_unless_it_arrived_after_all() -> None:
    failed = [event(MessageSent), event(MessageFailed, after=1)]
    (text,) = story(failed, NAMES)
    assert isinstance(text, Text)
    assert text.failure == "the number is not in use: phone the patient"
