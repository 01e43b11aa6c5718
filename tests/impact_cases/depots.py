"""An example of 74 units: eight domains of a carrier, each from raw changes to facts, and what
joins neighbours. It is regular, so that verdicts can be written by hand."""

from __future__ import annotations

DOMAINS = ("parcels", "trips", "drivers", "depots", "claims", "invoices", "scans", "routes")

_TABLES = {
    "src": "id BIGINT NOT NULL, key_a BIGINT, key_b BIGINT, amount DECIMAL(12, 2), "
    "weight DECIMAL(10, 3), state STRING, note STRING, seen_at TIMESTAMP(3)",
    "int": "id BIGINT NOT NULL, key_a BIGINT, key_b BIGINT, net DECIMAL(12, 2), "
    "kilos DECIMAL(10, 3), state STRING, is_open BOOLEAN, seen_at TIMESTAMP(3)",
    "dim": "id BIGINT NOT NULL, note STRING, words INT",
    "state": "state STRING NOT NULL, items BIGINT, net DECIMAL(18, 2)",
    "key": "key_a BIGINT NOT NULL, items BIGINT, kilos DECIMAL(18, 3), last_at TIMESTAMP(3)",
    "day": "day_at DATE NOT NULL, items BIGINT, net DECIMAL(18, 2), kilos DECIMAL(18, 3)",
    "pair": "id BIGINT NOT NULL, other_id BIGINT, net DECIMAL(12, 2), other_kilos DECIMAL(10, 3), "
    "state STRING",
    "mart": "state STRING NOT NULL, pairs BIGINT, net DECIMAL(18, 2), other_kilos DECIMAL(18, 3)",
    "total": "domain STRING NOT NULL, state STRING NOT NULL, items BIGINT, net DECIMAL(18, 2)",
    "keys": "key_a BIGINT NOT NULL, parcels BIGINT, trips BIGINT, kilos DECIMAL(18, 3)",
}

_RAW = """CREATE TABLE raw_{d} (
  op STRING,
  id BIGINT,
  key_a BIGINT,
  key_b BIGINT,
  amount DECIMAL(12, 2),
  fee DECIMAL(12, 2),
  weight DECIMAL(10, 3),
  state STRING,
  note STRING,
  seen_at TIMESTAMP(3),
  lsn BIGINT
) WITH ('changelog.mode' = 'append')"""

_SRC = """INSERT INTO src_{d}
SELECT id, key_a, key_b, amount, weight, state, note, seen_at
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY id ORDER BY lsn DESC) AS age
  FROM raw_{d}
  WHERE id IS NOT NULL
)
WHERE age = 1 AND op <> 'd'"""

_INT = """INSERT INTO int_{d}
WITH cleaned AS (
  SELECT
    id,
    key_a,
    key_b,
    COALESCE(amount, 0) AS net,
    weight / 1000 AS kilos,
    UPPER(state) AS state,
    seen_at
  FROM src_{d}
  WHERE key_a IS NOT NULL
)
SELECT
  c.id,
  c.key_a,
  c.key_b,
  c.net,
  c.kilos,
  c.state,
  c.state IN ('NEW', 'MOVING') AS is_open,
  c.seen_at
FROM cleaned AS c
WHERE c.seen_at >= TIMESTAMP '2020-01-01 00:00:00' AND c.net >= 0"""

_DIM = """INSERT INTO dim_{d}
SELECT id, TRIM(note) AS note, CHAR_LENGTH(note) AS words
FROM src_{d}"""

_STATE = """INSERT INTO fct_{d}_by_state
SELECT state, COUNT(*) AS items, CAST(SUM(net) AS DECIMAL(18, 2)) AS net
FROM int_{d}
GROUP BY state"""

_KEY = """INSERT INTO fct_{d}_by_key
SELECT
  key_a,
  COUNT(*) AS items,
  CAST(SUM(kilos) AS DECIMAL(18, 3)) AS kilos,
  MAX(seen_at) AS last_at
FROM int_{d}
WHERE is_open
GROUP BY key_a"""

_DAY = """INSERT INTO fct_{d}_by_day
SELECT
  CAST(seen_at AS DATE) AS day_at,
  COUNT(*) AS items,
  CAST(SUM(net) AS DECIMAL(18, 2)) AS net,
  CAST(SUM(kilos) AS DECIMAL(18, 3)) AS kilos
FROM int_{d}
GROUP BY CAST(seen_at AS DATE)"""

_OPEN = """CREATE VIEW vw_{d}_open AS
SELECT id, key_a, net
FROM int_{d}
WHERE is_open"""

_PAIR = """INSERT INTO int_{d}_pairs
SELECT l.id, r.id AS other_id, l.net, r.kilos AS other_kilos, l.state
FROM int_{d} AS l
JOIN int_{o} AS r ON r.key_b = l.key_b"""

_MART = """INSERT INTO mart_{d}
SELECT
  state,
  COUNT(*) AS pairs,
  CAST(SUM(net) AS DECIMAL(18, 2)) AS net,
  CAST(SUM(other_kilos) AS DECIMAL(18, 3)) AS other_kilos
FROM int_{d}_pairs
GROUP BY state"""

_KEYS = """INSERT INTO rpt_keys
SELECT p.key_a, p.items AS parcels, t.items AS trips, p.kilos
FROM fct_parcels_by_key AS p
JOIN fct_trips_by_key AS t ON t.key_a = p.key_a"""


def files() -> dict[str, str]:
    """The project, by file."""
    found: dict[str, str] = {}
    for place, domain in enumerate(DOMAINS):
        other = DOMAINS[(place + 1) % len(DOMAINS)]
        found[f"ddl.raw_{domain}.sql"] = _RAW.format(d=domain)
        _add(found, f"src_{domain}", "src", "id", _SRC.format(d=domain))
        _add(found, f"int_{domain}", "int", "id", _INT.format(d=domain))
        _add(found, f"dim_{domain}", "dim", "id", _DIM.format(d=domain))
        _add(found, f"fct_{domain}_by_state", "state", "state", _STATE.format(d=domain))
        _add(found, f"fct_{domain}_by_key", "key", "key_a", _KEY.format(d=domain))
        _add(found, f"fct_{domain}_by_day", "day", "day_at", _DAY.format(d=domain))
        found[f"ddl.vw_{domain}_open.sql"] = _OPEN.format(d=domain)
        _add(found, f"int_{domain}_pairs", "pair", "id", _PAIR.format(d=domain, o=other))
        _add(found, f"mart_{domain}", "mart", "state", _MART.format(d=domain))
    _add(found, "rpt_total", "total", "domain, state", _total())
    _add(found, "rpt_keys", "keys", "key_a", _KEYS)
    return found


def _total() -> str:
    parts = (
        f"SELECT '{domain}' AS domain, state, items, net FROM fct_{domain}_by_state"
        for domain in DOMAINS
    )
    return "INSERT INTO rpt_total\n" + "\nUNION ALL\n".join(parts)


def _add(found: dict[str, str], name: str, columns: str, key: str, query: str) -> None:
    lines = ",\n  ".join(_split(_TABLES[columns]))
    found[f"ddl.{name}.sql"] = (
        f"CREATE TABLE {name} (\n  {lines},\n  PRIMARY KEY ({key}) NOT ENFORCED\n"
        ") WITH ('changelog.mode' = 'upsert')"
    )
    found[f"dml.{name}.sql"] = query


def _split(columns: str) -> list[str]:
    found = [""]
    for piece in columns.split(", "):
        found[-1] += piece
        if found[-1].count("(") == found[-1].count(")"):
            found.append("")
        else:
            found[-1] += ", "
    return found[:-1]
