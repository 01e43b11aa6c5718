"""Passwords in plain text are mistakes where they become SQL, else warned about and kept out of
every output."""

from collections.abc import Callable

import pytest

from teal.config.settings import Settings
from teal.model.diagnostics import Severity
from teal.model.errors import ProjectMistakes

Loaded = Callable[[str], Settings]


@pytest.mark.parametrize(
    ("url", "values"),
    [
        ("postgresql://u:hunter2@h/d", 1),
        ("postgresql://u:hunter%402@h/d", 2),
        ("postgresql://h/d?user=u&password=hunter2", 1),
    ],
)
def test_a_plain_password_in_a_url_is_warned_about_and_remembered(
    loaded: Loaded, url: str, values: int
) -> None:
    settings = loaded(f"store: {{url: '{url}'}}")
    (warning,) = settings.warnings
    assert (warning.code, warning.severity) == ("config-plain-secret", Severity.WARNING)
    assert warning.message == "`store.url` holds a password in plain text."
    assert "${secret:NAME}" in warning.hint
    assert len(settings.sensitive_values) == values
    assert {"hunter2", "hunter%402", "hunter@2"} & set(settings.sensitive_values)
    assert "hunter" not in str(warning)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("kafka: {properties: {sasl.password: hunter2}}", "kafka.properties.sasl.password"),
        ("kafka: {properties: {ssl.key.password: 123456}}", "kafka.properties.ssl.key.password"),
        (
            "kafka:\n  properties:\n    sasl.jaas.config: >-\n"
            '      org.x.PlainLoginModule required username="u" password="hunter2";',
            "kafka.properties.sasl.jaas.config",
        ),
        ("variables: {api_key: hunter2}", "variables.api_key"),
        ("tables: {options: {s3.secret-key: hunter2}}", "tables.options.s3.secret-key"),
        ("externals: {a: {options: {password: hunter2}}}", "externals.a.options.password"),
        ("session: {settings: {fs.access-key: hunter2}}", "session.settings.fs.access-key"),
        (
            "session: {statements: [\"CREATE CATALOG c WITH ('default.password' = 'hunter2')\"]}",
            "session.statements[0]",
        ),
    ],
)
def test_a_plain_password_that_becomes_sql_is_a_mistake(
    loaded: Loaded, text: str, key: str
) -> None:
    """Plans and the store hold SQL as it is."""
    with pytest.raises(ProjectMistakes) as refused:
        loaded(text)
    (found,) = refused.value.diagnostics
    assert (found.code, found.severity) == ("config-plain-secret", Severity.ERROR)
    assert found.message.startswith(f"`{key}` holds a password in plain text, which every plan")
    assert "${secret:NAME}" in found.hint
    assert "hunter2" not in str(found)
    assert "123456" not in str(found)


@pytest.mark.parametrize(
    "text",
    [
        "kafka: {properties: {sasl.password: '${secret:A}'}}",
        "kafka: {properties: {sasl.username: someone, security.protocol: SASL_SSL}}",
        "kafka: {properties: {sasl.oauthbearer.token.endpoint.url: 'https://x'}}",
        "kafka: {properties: {ssl.keystore.location: /etc/keys}}",
        'kafka: {properties: {sasl.jaas.config: \'x username="u" password="${secret:P}";\'}}',
        "store: {url: 'postgresql://u:${secret:A}@h/d'}",
        "store: {url: 'postgresql://u@h/d'}",
        "session: {statements: [\"CREATE CATALOG c WITH ('password' = '${secret:A}')\"]}",
    ],
)
def test_a_reference_is_no_plain_password(loaded: Loaded, text: str) -> None:
    settings = loaded(text)
    assert settings.warnings == ()
    assert settings.sensitive_values == ()


def test_the_representation_of_settings_holds_no_password(loaded: Loaded) -> None:
    settings = loaded("store: {url: 'postgresql://u:hunter2@h/d'}")
    assert "sensitive_values" not in repr(settings)
