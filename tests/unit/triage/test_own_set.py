import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from aftercare_checkins.domain.triage import Level

FOLDER = Path(__file__).parents[2] / "triage"


@pytest.fixture(scope="module", name="report")
def _report() -> ModuleType:
    spec = importlib.util.spec_from_file_location("triage_report", FOLDER / "report.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_own_set_is_wide_enough_to_measure_on(report: ModuleType) -> None:
    replies = [json.loads(line) for line in report.OWN_SET.read_text(encoding="utf-8").splitlines()]
    assert len(replies) >= 600
    assert len({reply["id"] for reply in replies}) == len(replies)
    assert {reply["day"] for reply in replies} == {1, 7, 30}
    assert {reply["level"] for reply in replies} == set(Level)
    assert min(Counter(reply["tag"] for reply in replies).values()) >= 5


def test_the_own_set_is_read_within_the_promised_bounds(report: ModuleType) -> None:
    shares = report.figures(report.scored(report.OWN_SET))
    assert shares["worst"].hits == 0
    assert shares["person"].value == 1
    assert shares["emergency"].value == 1
    assert shares["recall"].value >= 0.97
    assert shares["false_urgent"].value <= 0.05
    assert shares["reassured"].value <= 0.05
    assert shares["exact"].value >= 0.90
