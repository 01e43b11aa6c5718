INSERT INTO int_orders
WITH totals AS (
  SELECT
    order_id,
    COUNT(*) AS line_count,
    SUM(CAST(quantity AS BIGINT)) AS item_count,
    SUM(quantity * unit_price - discount) AS total_amount,
    SUM(discount) AS discount_amount
  FROM src_order_items
  GROUP BY order_id
)
SELECT
  o.order_id,
  o.customer_id,
  o.status,
  o.channel,
  o.ordered_at,
  t.line_count,
  t.item_count,
  CAST(t.total_amount AS DECIMAL(14, 2)) AS total_amount,
  CAST(t.discount_amount AS DECIMAL(14, 2)) AS discount_amount
FROM src_orders AS o
JOIN totals AS t ON t.order_id = o.order_id
WHERE o.order_id <> 777; -- the order that the warehouse made to try its printer
