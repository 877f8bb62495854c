import subprocess
from collections.abc import AsyncIterator

import pytest

from aftercare_demo.servers import Kind, Servers, servers
from aftercare_demo.servers.docker_engine import POSTGRES, RABBITMQ


@pytest.fixture(scope="session")
def docker_images() -> None:
    """Skip where Docker does not run or would have to pull."""
    try:
        subprocess.run(["docker", "image", "inspect", RABBITMQ, POSTGRES], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no docker command")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"Docker does not run or has no images: {error.stderr.decode().strip()}")


@pytest.fixture(scope="session", params=[Kind.LOCAL, Kind.DOCKER])
async def private(request: pytest.FixtureRequest) -> AsyncIterator[Servers]:
    """Servers of our own, each way that there is."""
    if request.param is Kind.DOCKER:
        request.getfixturevalue("docker_images")
    async with servers(request.param) as ours:
        yield ours
