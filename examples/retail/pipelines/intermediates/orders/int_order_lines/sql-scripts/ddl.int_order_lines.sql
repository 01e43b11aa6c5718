-- A line together with its order: who bought it, and how far the order is.
CREATE TABLE IF NOT EXISTS int_order_lines (
  order_id     BIGINT NOT NULL,
  line_no      INT NOT NULL,
  customer_id  BIGINT,
  product_id   BIGINT,
  order_status STRING,
  quantity     INT,
  net_amount   DECIMAL(14, 2) COMMENT 'quantity times price, less the discount',
  PRIMARY KEY (order_id, line_no) NOT ENFORCED
) DISTRIBUTED BY HASH(order_id, line_no) INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'upsert'
);
