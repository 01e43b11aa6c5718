-- One row per payment, in the state of its newest event.
CREATE TABLE IF NOT EXISTS src_payments (
  payment_id     BIGINT NOT NULL,
  order_id       BIGINT,
  payment_method STRING,
  payment_state  STRING         COMMENT 'AUTHORIZED, CAPTURED, FAILED or REFUNDED',
  amount         DECIMAL(12, 2),
  occurred_at    TIMESTAMP(3),
  PRIMARY KEY (payment_id) NOT ENFORCED
) DISTRIBUTED BY HASH(payment_id) INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'upsert'
);
