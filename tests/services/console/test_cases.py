import itertools

import pytest
from support.builders_console import MARA, event, named

from aftercare_console.domain.cases import Case, State, Told, follow, refusal
from aftercare_contracts import (
    CaseClosed,
    CaseHandedOn,
    CaseOpened,
    CasePaged,
    CaseTaken,
    Decision,
    Level,
)

NEW = Case(case_id=named("case"), clinic_id="main")
STORY: tuple[Told, ...] = (
    event(CaseOpened),
    event(CasePaged),
    event(CaseTaken, after=5),
    event(CaseHandedOn, after=9),
    event(CasePaged, after=9, staff_id=named("Noor"), round=2),
    event(CaseTaken, after=12, staff_id=named("Noor"), revision=4),
)


def test_a_case_is_the_same_in_whatever_order_its_events_arrive() -> None:
    ends = set()
    for order in itertools.permutations(STORY):
        case = NEW
        for one in order:
            case = follow(case, one)
        ends.add(case)
    (case,) = ends
    assert (case.code, case.state, case.holder_id, case.pages) == ("K7", State.TAKEN, named("Noor"), 2)
    assert (case.paged_id, case.paged_at) == (named("Noor"), STORY[4].occurred_at)


def test_a_case_that_is_passed_on_and_taken_in_one_moment_is_as_its_revisions_say() -> None:
    lasts: tuple[Told, ...] = (event(CaseTaken, revision=4), event(CaseHandedOn, revision=4))
    for last in lasts:
        before: list[Told] = [event(CaseHandedOn, revision=3), event(CaseTaken, revision=2)]
        for order in itertools.permutations([*before, last]):
            case = NEW
            for one in order:
                case = follow(case, one)
            taken = isinstance(last, CaseTaken)
            assert (case.state, case.state_revision) == (State.TAKEN if taken else State.OPEN, 4)


def test_a_clock_that_was_set_back_takes_a_case_from_nobody() -> None:
    case = follow(NEW, event(CaseHandedOn, after=60 * 24, revision=3))
    case = follow(case, event(CaseTaken, after=5, revision=4, staff_id=named("Noor")))
    assert (case.state, case.holder_id) == (State.TAKEN, named("Noor"))


def test_who_takes_a_case_over_holds_it() -> None:
    case = follow(follow(NEW, event(CaseTaken)), event(CaseTaken, revision=3, staff_id=named("Noor")))
    assert (case.state, case.holder_id) == (State.TAKEN, named("Noor"))


def test_a_closed_case_stays_closed() -> None:
    case = follow(follow(NEW, event(CaseClosed, after=30)), event(CaseTaken, after=40))
    assert (case.state, case.holder_id, case.outcome) == (State.CLOSED, MARA.id, "seen today, all well")


def test_a_level_is_raised_and_never_lowered() -> None:
    case = follow(NEW, event(CaseOpened, level=Level.MODERATE))
    assert follow(case, event(CaseOpened, level=Level.EMERGENCY)).level is Level.EMERGENCY
    assert follow(case, event(CaseOpened, level=Level.UNCLEAR)).level is Level.UNCLEAR
    assert follow(case, event(CaseOpened, level=Level.MILD)).level is Level.MODERATE


@pytest.mark.parametrize(
    ("state", "decision", "outcome", "refused"),
    [
        (State.OPEN, Decision.TAKE, "", False),
        (State.TAKEN, Decision.TAKE, "", False),
        (State.TAKEN, Decision.PASS_ON, "", False),
        (State.TAKEN, Decision.CLOSE, "all well", False),
        (State.TAKEN, Decision.CLOSE, "  ", True),
        (State.CLOSED, Decision.TAKE, "", True),
        (State.CLOSED, Decision.CLOSE, "all well", True),
    ],
)
def test_what_staff_can_decide(state: State, decision: Decision, outcome: str, refused: bool) -> None:  # noqa: FBT001 - a table
    assert (refusal(state, decision, outcome) is not None) is refused


@pytest.mark.parametrize("decision", Decision)
def test_news_keep_a_case_from_being_closed_and_from_nothing_else(decision: Decision) -> None:
    refused = refusal(State.TAKEN, decision, "all well", news=True)
    assert (refused is not None) is (decision is Decision.CLOSE)
