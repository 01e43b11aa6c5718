-- External: the outbox of the payment service, one row per domain event, sent at least once.
-- One partition: the order of the events matters to whoever reads them by event time.
CREATE TABLE IF NOT EXISTS raw_payments (
  event_id       STRING         COMMENT 'the same in each delivery of one event',
  lsn            BIGINT         COMMENT 'position in the outbox, growing',
  aggregate_id   BIGINT         COMMENT 'the payment; empty in heartbeats',
  event_type     STRING         COMMENT 'Authorized, Captured, Failed, Refunded or Heartbeat',
  order_id       BIGINT,
  payment_method STRING,
  amount         DECIMAL(12, 2),
  occurred_at    TIMESTAMP(3)
) WITH (
  'changelog.mode' = 'append'
);
