INSERT INTO src_orders
SELECT order_id, customer_id, amount
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY changed_at DESC) AS age
  FROM raw_orders
)
WHERE age = 1;
