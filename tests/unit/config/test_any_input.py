"""Whatever stands in a file, it is settings or mistakes with places, never anything else."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from teal.config.file import ConfigurationFile
from teal.config.load import load
from teal.model.diagnostics import Diagnostic, Severity
from teal.model.errors import ProjectMistakes

pytestmark = pytest.mark.slow

FIELDS = ConfigurationFile.model_fields
KEYS = sorted(
    {*FIELDS}.union(*(getattr(field.annotation, "model_fields", ()) for field in FIELDS.values()))
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**6),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ["1h", "flink", "local", "a:1", "http://a:1", "${secret:A}", "${secret:", "{x"]
    ),
)
NAMELESS = Diagnostic("no diagnostics", Severity.ERROR, "")
DATA = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=4)), inner, max_size=5),
    ),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any") / "teal.yaml"


def _mistakes(path: Path) -> tuple[Diagnostic, ...]:
    try:
        load(path)
    except ProjectMistakes as refused:
        return refused.diagnostics or (NAMELESS,)
    return ()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.dictionaries(st.sampled_from(KEYS), DATA, max_size=8))
@example(data={"engine": {"kind": "flink", "gateway": ["x"]}, "kafka": {"bootstrap": {"a": 1}}})
@example(data={"pipelines": "\0", "local": {"folder": "\0"}})
@example(data={"pipelines": ["x" * 5000]})
@example(data={"store": {"url": 5}, "pipelines": [5, None, {}], "externals": [None, []]})
def test_any_data_is_settings_or_mistakes(path: Path, data: dict[str, object]) -> None:
    known = {"version": 1, "project": "p", "environment": "e", "engine": {"kind": "local"}}
    path.write_text(yaml.safe_dump({**known, **data}, allow_unicode=True))
    assert all(found.place and found.message for found in _mistakes(path))


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet="a:-[]{}'\"# \n\t&*!|>%@`?,0é", min_size=1, max_size=40))
def test_any_text_is_settings_or_mistakes(path: Path, text: str) -> None:
    path.write_text(text)
    assert all(found.place and found.message for found in _mistakes(path))
