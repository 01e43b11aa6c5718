INSERT INTO fct_payment_traffic
SELECT
  window_start,
  window_end,
  event_type,
  COUNT(*) AS event_count,
  CAST(SUM(amount) AS DECIMAL(18, 2)) AS amount
FROM TUMBLE(TABLE src_payment_events, DESCRIPTOR(occurred_at), INTERVAL '10' SECOND)
GROUP BY window_start, window_end, event_type;
