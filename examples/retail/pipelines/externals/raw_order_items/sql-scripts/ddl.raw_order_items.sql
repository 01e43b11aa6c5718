-- External: change events of the shop's table "order_items". Twice and out of order, as raw_orders.
CREATE TABLE IF NOT EXISTS raw_order_items (
  op         STRING         COMMENT 'c created, u updated, d deleted',
  lsn        BIGINT         COMMENT 'position in the log of the shop''s database, growing',
  order_id   BIGINT,
  line_no    INT            COMMENT 'counts from 1 within the order',
  product_id BIGINT,
  quantity   INT,
  unit_price DECIMAL(12, 2),
  discount   DECIMAL(12, 2) COMMENT 'of the whole line, not of one piece',
  changed_at TIMESTAMP(3)
) WITH (
  'changelog.mode' = 'append'
);
