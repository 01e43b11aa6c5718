INSERT INTO fct_customer_orders
WITH bought AS (
  SELECT
    customer_id,
    COUNT(*) AS order_count,
    SUM(total_amount) AS revenue,
    MAX(ordered_at) AS last_ordered_at
  FROM int_orders
  WHERE status IN ('PAID', 'SHIPPED', 'DELIVERED')
  GROUP BY customer_id
)
SELECT
  b.customer_id,
  c.region,
  b.order_count,
  CAST(b.revenue AS DECIMAL(18, 2)) AS revenue,
  b.last_ordered_at
FROM bought AS b
JOIN dim_customers AS c ON c.customer_id = b.customer_id;
