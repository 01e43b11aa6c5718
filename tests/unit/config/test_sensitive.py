"""Passwords in plain text work, are warned about, and are kept out of every output."""

from collections.abc import Callable

import pytest

from teal.config.settings import Settings
from teal.model.diagnostics import Severity

Loaded = Callable[[str], Settings]


@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        ("kafka: {properties: {sasl.password: hunter2}}", "kafka.properties.sasl.password", 1),
        ("kafka: {properties: {ssl.key.password: 123456}}", "kafka.properties.ssl.key.password", 1),
        (
            "kafka:\n  properties:\n    sasl.jaas.config: >-\n"
            '      org.x.PlainLoginModule required username="u" password="hunter2";',
            "kafka.properties.sasl.jaas.config",
            2,
        ),
        ("store: {url: 'postgresql://u:hunter2@h/d'}", "store.url", 1),
        ("store: {url: 'postgresql://u:hunter%402@h/d'}", "store.url", 2),
        ("store: {url: 'postgresql://h/d?user=u&password=hunter2'}", "store.url", 1),
        ("variables: {api_key: hunter2}", "variables.api_key", 1),
        ("tables: {options: {s3.secret-key: hunter2}}", "tables.options.s3.secret-key", 1),
        (
            "externals: {a: {options: {password: hunter2}}}",
            "externals.a.options.password",
            1,
        ),
        ("session: {settings: {fs.access-key: hunter2}}", "session.settings.fs.access-key", 1),
        (
            "session: {statements: [\"CREATE CATALOG c WITH ('default.password' = 'hunter2')\"]}",
            "session.statements[0]",
            1,
        ),
    ],
)
def test_a_plain_password_is_warned_about_and_remembered(
    loaded: Loaded, text: str, key: str, values: int
) -> None:
    settings = loaded(text)
    (warning,) = settings.warnings
    assert (warning.code, warning.severity) == ("config-plain-secret", Severity.WARNING)
    assert warning.message == f"`{key}` holds a password in plain text."
    assert "${secret:NAME}" in warning.hint
    assert len(settings.sensitive_values) == values
    assert {"hunter2", "hunter%402", "hunter@2", "123456"} & set(settings.sensitive_values)
    assert "hunter" not in str(warning)


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


def test_the_representation_of_settings_holds_no_kafka_password(loaded: Loaded) -> None:
    settings = loaded("kafka: {properties: {sasl.password: hunter2}}")
    assert "hunter2" not in repr(settings.kafka)
    assert "sensitive_values" not in repr(settings)
