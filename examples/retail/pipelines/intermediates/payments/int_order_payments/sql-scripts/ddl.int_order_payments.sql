-- A payment together with the order it pays. An order may have several: a failed try, then another.
CREATE TABLE IF NOT EXISTS int_order_payments (
  payment_id     BIGINT NOT NULL,
  order_id       BIGINT,
  customer_id    BIGINT,
  order_status   STRING,
  payment_method STRING,
  payment_state  STRING,
  amount         DECIMAL(12, 2),
  PRIMARY KEY (payment_id) NOT ENFORCED
) DISTRIBUTED BY HASH(payment_id) INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'upsert'
);
