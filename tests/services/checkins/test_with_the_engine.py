from datetime import UTC, datetime

import pytest
from support.builders_checkins import checkin_due, reply

from aftercare_checkins import texts
from aftercare_checkins.domain import triage
from aftercare_checkins.domain.asking import ask
from aftercare_checkins.domain.effects import Answer, Assessed, Effect, FollowUp, OptOut, RaiseConcern
from aftercare_checkins.domain.reading import LADDER
from aftercare_checkins.domain.responding import Thread, respond
from aftercare_checkins.domain.triage import Prompt
from aftercare_checkins.domain.wording import TextName
from aftercare_contracts import Keyword, Level

NOW = datetime(2026, 3, 2, 15, 20, tzinfo=UTC)


def kinds(words: str, keyword: Keyword | None = None) -> list[type[Effect]]:
    due = checkin_due("Amira")
    thread = Thread(conversations=[ask(due, [], due.due_at).conversation], emergency_number="911")
    event = reply("Amira", words, keyword=keyword)
    return [type(one) for one in respond(event, thread, assess=triage.assess, now=NOW).effects]


@pytest.mark.parametrize(
    ("words", "keyword", "effects"),
    [
        ("0", None, [Assessed, Answer]),
        ("3", None, [Assessed, RaiseConcern, Answer]),
        ("I have a rash", None, [Assessed, RaiseConcern, Answer, FollowUp]),
        ("tengo un sarpullido", None, [Assessed, RaiseConcern, Answer, FollowUp]),
        ("please take me off your list", None, [Assessed, OptOut]),
        ("STOP please", None, [Assessed, OptOut]),
        ("stop texting me, my face is swelling", None, [Assessed, RaiseConcern, Answer, OptOut]),
        ("HELP", Keyword.HELP, [Assessed, RaiseConcern, Answer]),
        ("", None, [Assessed, RaiseConcern, Answer]),
    ],
)
def test_what_follows_from_the_engines_own_reading(
    words: str, keyword: Keyword | None, effects: list[type[Effect]]
) -> None:
    assert kinds(words, keyword) == effects


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("will the swelling be there long?", True),
        ("my sister says the redness is odd", True),
        ("tengo un sarpullido", True),
        ("when can I wear a hat", False),
        ("no rash. asdkjh qwpeoi zxcmn", False),
        ("", False),
    ],
)
def test_a_concern_says_whether_a_word_for_a_sign_occurs_that_is_not_denied(
    words: str, *, named: bool
) -> None:
    due = checkin_due("Amira")
    thread = Thread(conversations=[ask(due, [], due.due_at).conversation], emergency_number="911")
    effects = respond(reply("Amira", words), thread, assess=triage.assess, now=NOW).effects
    assert [one.names_sign for one in effects if isinstance(one, RaiseConcern)] == [named]


@pytest.mark.parametrize("name", [TextName.PROMPT, TextName.RASH_FOLLOWUP])
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_engine_understands_every_answer_that_a_question_offers(name: TextName, language: str) -> None:
    offered = texts.load().pick(name, language).text.partition("? ")[2].rstrip(".").split(", ")[:5]
    prompt = Prompt.RASH_FOLLOWUP if name is TextName.RASH_FOLLOWUP else Prompt.OVERALL
    levels = [Level(triage.assess(answer, day=1, prompt=prompt).level) for answer in offered]
    assert levels == [*LADDER[:4], Level.SEVERE]
    in_words = [Level(triage.assess(answer[2:], day=1, prompt=prompt).level) for answer in offered]
    assert in_words == levels
