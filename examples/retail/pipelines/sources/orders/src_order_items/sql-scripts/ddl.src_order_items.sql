-- One row per line of an order, in its newest state.
CREATE TABLE IF NOT EXISTS src_order_items (
  order_id   BIGINT NOT NULL,
  line_no    INT NOT NULL,
  product_id BIGINT,
  quantity   INT,
  unit_price DECIMAL(12, 2),
  discount   DECIMAL(12, 2) COMMENT 'of the whole line',
  changed_at TIMESTAMP(3),
  PRIMARY KEY (order_id, line_no) NOT ENFORCED
) DISTRIBUTED BY HASH(order_id, line_no) INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'upsert'
);
