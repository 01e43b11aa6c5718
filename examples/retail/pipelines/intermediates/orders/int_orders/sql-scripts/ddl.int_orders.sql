-- One row per order with the totals of its lines. An order without lines is not here yet.
CREATE TABLE IF NOT EXISTS int_orders (
  order_id     BIGINT NOT NULL,
  customer_id  BIGINT,
  status       STRING,
  channel      STRING,
  ordered_at   TIMESTAMP(3),
  line_count   BIGINT,
  item_count   BIGINT,
  total_amount DECIMAL(14, 2) COMMENT 'what the customer owes: discounts are taken off',
  PRIMARY KEY (order_id) NOT ENFORCED
) DISTRIBUTED BY HASH(order_id) INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'upsert'
);
