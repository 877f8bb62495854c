import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ALERTS = ROOT / "deploy/prometheus/alerts.yml"


def _rules() -> list[dict[str, Any]]:
    document = yaml.safe_load(ALERTS.read_text())
    return [rule for group in document["groups"] for rule in group["rules"]]


def _metrics() -> set[str]:
    """The names of all metrics that the code declares."""
    sources = [*(ROOT / "services").glob("*/src/**/*.py"), *(ROOT / "shared").glob("*/src/**/*.py")]
    declared = re.compile(r"(?:Gauge|Counter|Histogram)\(\s*\"(aftercare_\w+)\"")
    return {name for source in sources for name in declared.findall(source.read_text())}


@pytest.mark.parametrize("rule", _rules(), ids=lambda rule: rule["alert"])
def test_an_alert_watches_what_is_measured_and_says_what_to_do(rule: dict[str, Any]) -> None:
    watched = set(re.findall(r"aftercare_\w+", rule["expr"]))
    assert watched
    assert watched <= _metrics()
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    headings = re.findall(r"^## (.+)$", (ROOT / page).read_text(), re.MULTILINE)
    assert anchor in {heading.lower().replace(" ", "-") for heading in headings}


def test_every_figure_that_the_runbook_names_is_measured() -> None:
    named = set(re.findall(r"aftercare_[a-z_]+", (ROOT / "docs/runbook.md").read_text()))
    assert named <= _metrics()
