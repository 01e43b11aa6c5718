-- Each payment event as it was delivered, re-deliveries included: the traffic, not the money.
CREATE TABLE IF NOT EXISTS src_payment_events (
  event_id       STRING,
  payment_id     BIGINT,
  event_type     STRING,
  payment_method STRING,
  amount         DECIMAL(12, 2),
  occurred_at    TIMESTAMP(3),
  WATERMARK FOR occurred_at AS occurred_at - INTERVAL '5' SECOND
) DISTRIBUTED INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'append',
  'kafka.retention.time' = '7 d'
);
