-- Payment events per ten seconds and type, re-deliveries included. A closed window never changes.
CREATE TABLE IF NOT EXISTS fct_payment_traffic (
  window_start TIMESTAMP(3),
  window_end   TIMESTAMP(3),
  event_type   STRING,
  event_count  BIGINT,
  amount       DECIMAL(18, 2),
  WATERMARK FOR window_end AS window_end
) DISTRIBUTED INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'append'
);
