"""Write the documents that are made from the events, or check that they are up to date."""

import sys
from collections.abc import Sequence
from pathlib import Path

from aftercare_contracts.documents import documents

_USAGE = "usage: python -m aftercare_contracts write|check [folder, docs/events unless told]"


def main(arguments: Sequence[str]) -> int:
    """Return 0 when all is written or up to date, 1 on drift, 2 on a wrong call."""
    match list(arguments):
        case ["write", *rest] if len(rest) <= 1:
            return _write(_folder(rest))
        case ["check", *rest] if len(rest) <= 1:
            return _check(_folder(rest))
        case _:
            print(_USAGE, file=sys.stderr)
            return 2


def _folder(rest: Sequence[str]) -> Path:
    return Path(rest[0] if rest else "docs/events")


def _write(folder: Path) -> int:
    for path, text in documents().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    for stale in _stale(folder):
        stale.unlink()
    return 0


def _check(folder: Path) -> int:
    drifted = [p for p, text in documents().items() if not _same(folder / p, text)]
    drifted += [str(stale.relative_to(folder)) for stale in _stale(folder)]
    for path in drifted:
        print(f"{folder / path} is not what the code says: run `make docs` and commit it", file=sys.stderr)
    return 1 if drifted else 0


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def _stale(folder: Path) -> list[Path]:
    wanted = {folder / path for path in documents()}
    return [path for path in (folder / "schemas").glob("*.json") if path not in wanted]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
