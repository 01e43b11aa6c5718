-- What each customer bought. Most rows are quiet; a few customers order all the time.
CREATE TABLE IF NOT EXISTS fct_customer_orders (
  customer_id     BIGINT NOT NULL,
  region          STRING,
  order_count     BIGINT,
  revenue         DECIMAL(18, 2),
  last_ordered_at TIMESTAMP(3),
  PRIMARY KEY (customer_id) NOT ENFORCED
) DISTRIBUTED BY HASH(customer_id) INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'upsert'
);
