"""SQL that somebody else has written cannot steer the terminal of who looks at it."""

from __future__ import annotations

import pytest
from tests.unit.cli.terminal import Terminal

STEERING = "\x1b[2J\x1b[1A\u202e"
WRITTEN = "\\x1b[2J\\x1b[1A\\u202e"


@pytest.fixture
def tampered(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A change whose SQL clears the screen, on a terminal that would obey."""
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)
    terminal.git("init", "-q", "-b", "main")
    terminal.commit("first")
    terminal.edit("facts/fct_regions.sql", "COUNT(*)", f"COUNT(*) + CHAR_LENGTH('{STEERING}')")
    return terminal


@pytest.mark.parametrize(
    "command", ["plan --from main", "plan --from main --markdown", "changes --from main", "check"]
)
def test_what_is_shown_is_text_alone(tampered: Terminal, command: str) -> None:
    tampered.sql("a.sql", f"CREATE VIEW a AS SELECT region AS `a{STEERING}` FROM fct_regions;")
    said = tampered.teal(*command.split()).all
    assert not set("\x1b\u202e") & set(said)


def test_the_change_itself_is_shown(tampered: Terminal) -> None:
    assert f"CHAR_LENGTH('{WRITTEN}')" in tampered.teal("plan", "--from", "main").out


def test_mistakes_too(tampered: Terminal) -> None:
    tampered.sql("b.sql", f"CREATE VIEW b AS SELECT * FROM `gone{STEERING}`;")
    for command in ("check", "plan"):
        said = tampered.teal(command, code=1).all
        assert f"`gone{WRITTEN}`" in said
        assert "\x1b" not in said
