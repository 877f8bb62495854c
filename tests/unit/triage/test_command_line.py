import io
import json

import pytest

from aftercare_checkins.triage_cli import main


class _Stdin(io.TextIOWrapper):
    """Standard input with these lines."""

    def __init__(self, *lines: str) -> None:
        super().__init__(io.BytesIO("\n".join(lines).encode()), encoding="utf-8")


def _line(**fields: object) -> str:
    return json.dumps({"id": "A1", "day": 1, "prompt": "overall", "text": "lips are ballooning", **fields})


def test_every_reply_is_answered_in_order(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", _Stdin(_line(), "", _line(id="A2", text="no rash")))
    assert main([]) == 0
    first, second = map(json.loads, capfd.readouterr().out.splitlines())
    assert (first["id"], first["level"], first["symptoms"]) == ("A1", "EMERGENCY", ["lip_swelling"])
    assert (second["id"], second["level"], second["negated"]) == ("A2", "NONE", ["rash"])
    assert set(first) == {"id", "level", "symptoms", "negated", "matched", "rule", "version"}


def test_a_bad_line_is_named_and_the_rest_is_answered(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "sys.stdin",
        _Stdin("nonsense", '{"id": "B"}', _line(prompt="other"), "[]", _line(text=3), _line(id="last")),
    )
    assert main([]) == 2
    out, err = capfd.readouterr()
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["last"]
    assert [line.split()[1] for line in err.splitlines()] == ["1", "2", "3", "4", "5"]
    assert "'text' is missing" in err


def test_one_reply_is_explained_for_a_person(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--explain", "me pica, ya no me escriban", "--day", "7"]) == 0
    out = capfd.readouterr().out
    assert "MODERATE" in out
    assert "opt-out:        yes" in out
