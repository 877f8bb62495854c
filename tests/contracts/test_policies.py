from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from aftercare_contracts import Level, Manner, Policies


def test_what_a_clinic_leaves_out_has_its_safe_default() -> None:
    own = Policies.model_validate({"severe": {"manner": "one_by_one", "promise": "PT30M"}})
    assert own.of(Level.SEVERE).promise == timedelta(minutes=30)
    assert own.of(Level.SEVERE).grace == timedelta(minutes=15)
    for level in set(Level) - {Level.SEVERE}:
        assert own.of(level) == Policies().of(level)


def test_the_defaults_page_what_is_urgent_and_leave_the_rest_for_the_day() -> None:
    pages = {level for level in Level if Policies().of(level).manner is not Manner.WORKLIST}
    assert pages == {Level.SEVERE, Level.EMERGENCY}
    overnight = {level for level in Level if Policies().of(level).signs_page_when_closed}
    assert overnight == {Level.UNCLEAR, Level.MODERATE}


@pytest.mark.parametrize(
    ("policies", "field", "todo"),
    [
        ({"severe": {"manner": "worklist", "overdue_after": "PT1H"}}, "severe", "pages at once"),
        ({"emergency": {"manner": "worklist", "overdue_after": "PT1H"}}, "emergency", "everybody"),
        ({"emergency": {"manner": "one_by_one"}}, "emergency", "everybody"),
        ({"emergency": {"manner": "everybody"}}, "emergency", "round_wait"),
        ({"severe": {"manner": "one_by_one", "overdue_after": "PT1H"}}, "severe", "overdue_after"),
        ({"severe": {"manner": "one_by_one", "promise": "PT5H"}}, "severe", "4 h at most"),
        ({"unclear": {"manner": "worklist"}}, "unclear", "overdue_after"),
        ({"unclear": {"manner": "worklist", "overdue_after": "PT3H"}}, "unclear", "2 h at most"),
        ({"mild": {"manner": "one_by_one", "signs_page_when_closed": True}}, "mild", "worklist"),
        (
            {"emergency": {"manner": "everybody", "round_wait": "PT31M"}},
            "emergency.round_wait",
            "from 1 min to 30 min",
        ),
        ({"moderate": {"manner": "worklist", "overdue_after": "P2D"}}, "moderate.overdue_after", "to 24 h"),
        ({"severe": {"manner": "one_by_one", "promise": 30}}, "severe.promise", "PT5M"),
        ({"severe": {"manner": "sometimes"}}, "severe.manner", "one_by_one"),
    ],
)
def test_a_policy_that_would_page_nobody_or_too_late_is_refused_and_says_where(
    policies: dict[str, Any], field: str, todo: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Policies.model_validate(policies)
    (error,) = refused.value.errors()
    assert ".".join(map(str, error["loc"])) == field
    assert todo in error["msg"]
