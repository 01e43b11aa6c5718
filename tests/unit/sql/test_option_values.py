"""Options follow a table's new name, or two versions would share a topic, a folder or an id."""

import pytest

from teal.model.statements import Statement
from teal.sql.option_values import shared_places
from teal.sql.rewriter import rename, renamed_places
from teal.sql.scanner import scan


def read(sql: str) -> Statement:
    (statement,) = scan(sql).statements
    return statement


def options_after(options: str, old: str = "orders", new: str = "orders_v2") -> str:
    text = rename(read(f"CREATE TABLE {old} (id INT) WITH ({options})"), {old: new})
    assert text.startswith(f"CREATE TABLE {new} (id INT) WITH (")
    return text.split("WITH (", 1)[1][:-1]


@pytest.mark.parametrize(
    ("key", "value", "becomes"),
    [
        ("topic", "orders", "orders_v2"),
        ("topic", "prod.orders", "prod.orders_v2"),
        ("topic", "orders-stream", "orders_v2-stream"),
        ("topic", "prod.orders_v1", "prod.orders_v2"),
        ("topic", "it''s.orders", "it''s.orders_v2"),
        ("topic", "prod.x", "prod.x_v2"),
        ("topic", "int_orders", "int_orders_v2"),
        ("path", "s3://orders/lake/orders/", "s3://orders/lake/orders_v2/"),
        ("path", "s3://orders/lake/x/", "s3://orders/lake/x_v2/"),
        ("path", "file:///data/orders", "file:///data/orders_v2"),
        ("table-name", "public.orders", "public.orders_v2"),
        ("table-name", '"shop"."orders"', '"shop"."orders_v2"'),
        ("catalog-table", "orders", "orders_v2"),
        ("table.identifier", "db.orders", "db.orders_v2"),
        ("index", "orders-{ts|yyyy-MM-dd}", "orders_v2-{ts|yyyy-MM-dd}"),
        ("collection", "orders", "orders_v2"),
        ("stream.arn", "arn:aws:x:us:1:stream/orders", "arn:aws:x:us:1:stream/orders_v2"),
        ("sink.transactional-id-prefix", "orders-", "orders_v2-"),
        ("properties.group.id", "my-app", "my-app_v2"),
        ("value.avro-confluent.subject", "orders-value", "orders_v2-value"),
        ("topic", "${orders}.orders", "${orders}.orders_v2"),
        ("topic", "${TOPIC}", "${TOPIC}_v2"),
    ],
)
def test_what_says_where_rows_lie_or_who_writes_them_follows(
    key: str, value: str, becomes: str
) -> None:
    assert options_after(f"'{key}' = '{value}'") == f"'{key}' = '{becomes}'"


@pytest.mark.parametrize(
    "option",
    [
        "'note' = 'orders'",
        "'url' = 'jdbc:postgresql://orders/orders'",
        "'key.fields' = 'orders'",
        "'value.format' = 'orders'",
        "'properties.bootstrap.servers' = 'orders:9092'",
        "'warehouse' = 's3://lake/orders'",
        "'connector' = 'mysql-cdc', 'table-name' = 'orders'",
        "'connector' = 'postgres-cdc', 'table-name' = 'orders', 'schema-name' = 'orders'",
    ],
)
def test_other_options_stay(option: str) -> None:
    assert options_after(option) == option


def test_what_reads_a_change_stream_gets_a_slot_of_its_own() -> None:
    before = "'connector' = 'postgres-cdc', 'table-name' = 'orders', 'slot.name' = 'orders_slot'"
    assert options_after(before) == before.replace("orders_slot", "orders_slot_v2")


def test_a_later_version_takes_the_place_of_the_earlier_ending() -> None:
    assert options_after("'topic' = 'prod.orders_v2'", "orders_v2", "orders_v10") == (
        "'topic' = 'prod.orders_v10'"
    )
    assert options_after("'topic' = 'x_v2', 'path' = '/y'", "orders_v2", "orders_v3") == (
        "'topic' = 'x_v3', 'path' = '/y_v3'"
    )


@pytest.mark.parametrize(
    "option", ["'topic' = 'a;b'", "'index' = '{name}.*'", "'path' = '/'", "'topic' = ''"]
)
def test_what_cannot_be_told_stays_and_is_a_warning(option: str) -> None:
    statement = read(f"CREATE TABLE orders (id INT)\nWITH ({option})")
    assert rename(statement, {"orders": "orders_v2"}).endswith(f"WITH ({option})")
    (warning,) = shared_places(statement, renamed_places(statement, {"orders": "orders_v2"}))
    assert str(warning).startswith(f"<text>:2:{option.index('=') + 9}: warning [TEAL-115]: ")


def test_a_name_without_a_common_ending_leaves_other_texts_to_the_author() -> None:
    sql = "CREATE TABLE orders (id INT) WITH ('topic' = 'prod.x', 'path' = '/lake/orders')"
    statement, new = read(sql), {"orders": "sales"}
    assert rename(statement, new) == (
        "CREATE TABLE sales (id INT) WITH ('topic' = 'prod.x', 'path' = '/lake/sales')"
    )
    assert len(shared_places(statement, renamed_places(statement, new))) == 1


def test_only_the_options_of_the_renamed_definition_follow() -> None:
    sql = "CREATE TABLE totals (id INT) WITH ('topic' = 'orders') LIKE orders"
    assert rename(read(sql), {"orders": "orders_v2"}) == f"{sql}_v2"


def test_options_that_are_set_later_follow_too() -> None:
    sql = "ALTER TABLE orders SET ('topic' = 'orders', 'note' = 'orders')"
    assert rename(read(sql), {"orders": "orders_v2"}) == (
        "ALTER TABLE orders_v2 SET ('topic' = 'orders_v2', 'note' = 'orders')"
    )


def test_options_in_hints_follow_the_table_before_them() -> None:
    sql = (
        "INSERT INTO t /*+ OPTIONS('topic' = 't', 'sink.parallelism' = '1') */ "
        "SELECT * FROM orders /*+ OPTIONS('topic'='orders', 'properties.group.id'='me') */ o"
    )
    assert rename(read(sql), {"orders": "orders_v2", "t": "t_v2"}) == (
        "INSERT INTO t_v2 /*+ OPTIONS('topic' = 't_v2', 'sink.parallelism' = '1') */ "
        "SELECT * FROM orders_v2 /*+ OPTIONS('topic'='orders_v2', 'properties.group.id'='me') */ o"
    )


def test_a_hint_with_another_place_is_a_warning() -> None:
    statement = read("SELECT * FROM orders /*+ OPTIONS('topic'='x') */ o")
    new = renamed_places(statement, {"orders": "orders_v2"})
    assert [found.code for found in shared_places(statement, new)] == ["TEAL-115"]
