from pathlib import Path

import pytest
from pydantic import ValidationError
from support.console import settings

from aftercare_chassis.graveyard import TOO_OLD
from aftercare_chassis.kinds import KINDS


def test_the_documented_periods_are_those_that_are_kept() -> None:
    page = (Path(__file__).parents[2] / "docs/retention.md").read_text(encoding="utf-8")
    for name, kind in KINDS.items():
        row = f"| `{name}` | {kind.service} | {kind.what} | {kind.days} | {kind.least} | {kind.why} |\n"
        assert row in page


def test_no_default_is_shorter_than_is_safe_and_the_consents_are_kept_longest() -> None:
    assert all(kind.days >= kind.least for kind in KINDS.values())
    assert max(KINDS.values(), key=lambda kind: kind.days) is KINDS["consent-ledger"]


def test_what_is_replayed_from_the_graveyard_still_has_its_inbox_row() -> None:
    assert TOO_OLD.days < KINDS["inbox"].least


@pytest.mark.parametrize(
    ("days", "part"),
    [({"timelines": 400}, "no kind of data timelines"), ({"inbox": 30}, "at least 200 days")],
)
def test_a_period_that_is_wrong_stops_the_service(days: dict[str, int], part: str) -> None:
    with pytest.raises(ValidationError, match=part):
        settings(keep_days=days)
    assert settings(keep_days={"timeline": 3653}).keep_days == {"timeline": 3653}
