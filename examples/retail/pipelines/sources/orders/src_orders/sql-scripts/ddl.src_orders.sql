-- One row per living order, in its newest state.
CREATE TABLE IF NOT EXISTS src_orders (
  order_id    BIGINT NOT NULL,
  customer_id BIGINT,
  status      STRING,
  channel     STRING,
  ordered_at  TIMESTAMP(3),
  changed_at  TIMESTAMP(3),
  PRIMARY KEY (order_id) NOT ENFORCED
) DISTRIBUTED BY HASH(order_id) INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'upsert'
);
