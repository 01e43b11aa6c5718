CREATE TABLE src_orders (
  order_id BIGINT NOT NULL,
  customer_id BIGINT,
  amount DECIMAL(12, 2),
  PRIMARY KEY (order_id) NOT ENFORCED
) DISTRIBUTED BY HASH(order_id) INTO 2 BUCKETS
WITH ('changelog.mode' = 'upsert');
