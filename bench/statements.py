"""Ordinary statements, as in examples/retail: half a kilobyte each, tables and what fills them."""

from __future__ import annotations

_DDL = """-- Payments of customers, in layer {layer}.
CREATE TABLE IF NOT EXISTS fct_payments_{n} (
  payment_id STRING NOT NULL,
  customer_id STRING,
  region STRING,
  channel STRING,
  amount DECIMAL(12, 2),
  paid_at TIMESTAMP_LTZ(3),
  WATERMARK FOR paid_at AS paid_at - INTERVAL '5' SECOND,
  PRIMARY KEY (payment_id) NOT ENFORCED
) DISTRIBUTED BY HASH(payment_id) INTO 4 BUCKETS WITH (
  'changelog.mode' = 'upsert',
  'kafka.cleanup-policy' = 'compact',
  'value.format' = 'avro-registry'
);
"""

_DEDUPLICATED = """-- The latest state of each payment, without those that were cancelled.
INSERT INTO fct_payments_{n}
WITH latest AS (
  SELECT *,
         ROW_NUMBER() OVER (PARTITION BY payment_id ORDER BY paid_at DESC) AS row_num
  FROM src_payments_{m}
)
SELECT payment_id, customer_id, COALESCE(region, 'unknown') AS region, UPPER(channel) AS channel,
       CAST(amount AS DECIMAL(12, 2)) AS amount, paid_at
FROM latest
WHERE row_num = 1 AND payment_id IS NOT NULL AND NOT COALESCE(channel = 'cancelled', FALSE);
"""

_JOINED = """INSERT INTO fct_payments_{n}
SELECT p.payment_id, c.customer_id, c.region, m.name AS channel, p.amount * r.rate AS amount,
       p.paid_at
FROM int_payments_{m} AS p
JOIN int_customers_{k} AS c ON c.customer_id = p.customer_id AND c.active
LEFT JOIN dim_channels AS m ON m.channel_id = p.channel_id
LEFT JOIN dim_rates FOR SYSTEM_TIME AS OF p.paid_at AS r ON r.currency = p.currency
WHERE p.amount > 0 AND p.status IN ('paid', 'settled')
  AND p.paid_at > TIMESTAMP '2020-01-01 00:00:00';
"""

_GROUPED = """INSERT INTO fct_revenue_{n}
SELECT region, channel, COUNT(*) AS payments, SUM(amount) AS revenue,
       MAX(paid_at) AS last_paid_at,
       COUNT(DISTINCT customer_id) FILTER (WHERE amount > 100) AS large_customers
FROM (
  SELECT region, channel, amount, paid_at, customer_id FROM fct_payments_{m}
  UNION ALL
  SELECT region, 'refund' AS channel, -amount, refunded_at, customer_id FROM fct_refunds_{k}
  WHERE reason <> 'test'
) AS movements
GROUP BY region, channel
HAVING SUM(amount) <> 0;
"""

_SHAPES = (_DDL, _DEDUPLICATED, _DDL, _JOINED, _DDL, _GROUPED)


def statements(count: int) -> list[str]:
    """That many statements, each with its semicolon and line end."""
    return [
        _SHAPES[n % len(_SHAPES)].format(n=n, m=n // 2, k=n // 3, layer=n % 7) for n in range(count)
    ]


def file_of(megabytes: float) -> str:
    """One text of ordinary statements, about so long."""
    size = int(megabytes * 1_000_000)
    whole = "".join(statements(size // 400))
    return whole[: whole.rindex(";\n", 0, size) + 2]
