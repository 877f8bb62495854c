from typing import Any

import pytest
from support.builders_console import event
from support.console import CLINIC, Console
from support.heard import said

from aftercare_contracts import Policies, PoliciesChanged

HASTY = {"severe": {"manner": "one_by_one", "promise": "PT20M"}}


async def test_a_clinic_that_has_set_none_is_shown_the_defaults(console: Console) -> None:
    await console.api.put("/clinics/main", json=CLINIC)
    shown = (await console.api.get("/policies")).json()
    assert shown["revision"] == 0
    assert shown["policies"]["emergency"]["round_wait"] == "PT5M"
    assert shown["policies"]["unclear"]["signs_page_when_closed"] is True


async def test_policies_are_said_when_they_change_and_the_same_again_says_nothing(console: Console) -> None:
    await console.api.put("/clinics/main", json=CLINIC)
    for _ in range(2):
        changed = await console.api.put("/policies", json=HASTY)
        assert (changed.status_code, changed.json()["revision"]) == (200, 1)
    assert (await console.api.get("/policies")).json() == changed.json()
    assert (await console.api.put("/policies", json={})).json()["revision"] == 2
    back = (await said(console.works, PoliciesChanged))[-1]
    assert back.policies == Policies()


async def test_policies_that_others_said_are_shown(console: Console) -> None:
    await console.api.put("/clinics/main", json=CLINIC)
    await console.hear(event(PoliciesChanged, revision=4, policies=Policies.model_validate(HASTY)))
    shown = (await console.api.get("/policies")).json()
    assert (shown["revision"], shown["policies"]["severe"]["promise"]) == (4, "PT20M")


@pytest.mark.parametrize(
    ("policies", "field"),
    [
        ({"severe": {"manner": "worklist", "overdue_after": "PT1H"}}, "severe"),
        ({"emergency": {"manner": "everybody", "round_wait": "PT1S"}}, "emergency.round_wait"),
        ({"severe": {"manner": "one_by_one", "colour": "red"}}, "body"),
        ({"dreadful": {"manner": "one_by_one"}}, "body"),
        ([], "body"),
    ],
)
async def test_policies_that_are_not_safe_are_refused_and_nothing_is_said(
    console: Console, policies: Any, field: str
) -> None:
    await console.api.put("/clinics/main", json=CLINIC)
    answer = await console.api.put("/policies", json=policies)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert not await said(console.works, PoliciesChanged)
