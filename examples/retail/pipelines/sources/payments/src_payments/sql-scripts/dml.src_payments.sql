-- The outbox tells what happened; here stands what holds. Nothing is ever deleted from it.
INSERT INTO src_payments
SELECT
  aggregate_id,
  order_id,
  payment_method,
  UPPER(event_type),
  amount,
  occurred_at
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY aggregate_id ORDER BY lsn DESC) AS age
  FROM raw_payments
  WHERE aggregate_id IS NOT NULL AND event_type <> 'Heartbeat'
)
WHERE age = 1;
