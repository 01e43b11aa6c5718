-- Change events of the shop, written by somebody else.
CREATE TABLE raw_orders (
  order_id BIGINT,
  customer_id BIGINT,
  amount DECIMAL(12, 2),
  changed_at TIMESTAMP(3)
) WITH ('changelog.mode' = 'append');
