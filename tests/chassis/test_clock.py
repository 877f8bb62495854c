import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aftercare_chassis import Clock


def test_without_a_file_the_clock_shows_the_time() -> None:
    before = datetime.now(UTC)
    assert before <= Clock().now() <= datetime.now(UTC)


def test_with_a_file_it_runs_from_an_anchor_at_a_speed(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    file.write_text(json.dumps({"real": time.time() - 10, "virtual": 1_000_000_000, "speed": 60}))
    passed = Clock(file).now() - datetime.fromtimestamp(1_000_000_000, UTC)
    assert timedelta(minutes=10) <= passed


def test_a_file_that_is_not_there_yet_means_the_time(tmp_path: Path) -> None:
    assert abs(Clock(tmp_path / "clock.json").now() - datetime.now(UTC)) < timedelta(seconds=5)
