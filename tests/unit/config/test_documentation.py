"""What docs/configuration.md shows works as it stands there."""

import re
from pathlib import Path

import pytest

from teal.config.load import load

TEXT = (Path(__file__).parents[3] / "docs" / "configuration.md").read_text()
BLOCKS = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
HEAD = "version: 1\nproject: p\nenvironment: e\n"
LOCAL = "engine: {kind: local}\n"
FLINK = "engine: {kind: flink, gateway: 'http://g:8083', jobmanager: 'http://j:8081'}\n"


@pytest.mark.parametrize("block", BLOCKS)
def test_an_example_loads_without_warnings(block: str, tmp_path: Path) -> None:
    if "version: 1" not in block:
        block = HEAD + (FLINK if "bootstrap" in block else LOCAL) + block
    (tmp_path / "teal.yaml").write_text(block)
    assert load(tmp_path / "teal.yaml").warnings == ()


def test_there_are_examples() -> None:
    assert len(BLOCKS) >= 4
