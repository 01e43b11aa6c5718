"""Properties written for Java clients, translated for the C client."""

from __future__ import annotations

import pytest

from teal.kafka.properties import client_properties
from teal.model.errors import Mistake


def test_what_both_clients_know_is_kept() -> None:
    properties = {"security.protocol": "SASL_SSL", "sasl.mechanism": "PLAIN"}
    assert client_properties(properties) == properties


@pytest.mark.parametrize(
    "jaas",
    [
        'org.apache.kafka.common.security.plain.PlainLoginModule required username="ada" '
        'password="a \\"b\\" c";',
        "…ScramLoginModule required\n  password='a \"b\" c'\n  username = ada;",
    ],
)
def test_a_login_module_becomes_user_and_password(jaas: str) -> None:
    assert client_properties({"sasl.jaas.config": jaas}) == {
        "sasl.username": "ada",
        "sasl.password": 'a "b" c',
    }


def test_a_login_that_is_none_is_a_mistake_without_its_text() -> None:
    with pytest.raises(Mistake) as refused:
        client_properties({"sasl.jaas.config": "…LoginModule required password=hunter2;"})
    assert "sasl.jaas.config" in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_java_trust_store_is_a_mistake_that_says_what_to_give() -> None:
    with pytest.raises(Mistake, match="PEM"):
        client_properties({"ssl.truststore.location": "/certs/trust.jks"})


def test_certificates_as_pem_are_taken() -> None:
    properties = {"ssl.truststore.location": "/certs/ca.pem", "ssl.truststore.type": "PEM"}
    assert client_properties(properties) == {"ssl.ca.location": "/certs/ca.pem"}


def test_what_only_java_knows_is_left_out() -> None:
    assert client_properties({"default.api.timeout.ms": "1000"}) == {}
