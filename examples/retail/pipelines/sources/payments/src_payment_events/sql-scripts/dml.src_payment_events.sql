INSERT INTO src_payment_events
SELECT
  event_id,
  aggregate_id AS payment_id,
  event_type,
  payment_method,
  amount,
  occurred_at
FROM raw_payments
WHERE event_type <> 'Heartbeat' AND aggregate_id IS NOT NULL;
