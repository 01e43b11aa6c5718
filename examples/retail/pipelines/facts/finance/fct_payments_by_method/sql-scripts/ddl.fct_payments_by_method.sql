-- Money taken and money given back, by means of payment.
CREATE TABLE IF NOT EXISTS fct_payments_by_method (
  payment_method  STRING NOT NULL,
  captured_count  BIGINT,
  captured_amount DECIMAL(18, 2),
  refunded_count  BIGINT,
  refunded_amount DECIMAL(18, 2),
  PRIMARY KEY (payment_method) NOT ENFORCED
) DISTRIBUTED BY HASH(payment_method) INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'upsert'
);
