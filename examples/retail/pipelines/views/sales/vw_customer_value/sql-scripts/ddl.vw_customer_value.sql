-- Customers by name with what they bought; those who never bought stand with nothing.
CREATE VIEW vw_customer_value AS
SELECT
  c.customer_id,
  c.full_name,
  c.region,
  COALESCE(f.order_count, 0) AS order_count,
  COALESCE(f.revenue, 0) AS revenue,
  f.last_ordered_at
FROM dim_customers AS c
LEFT JOIN fct_customer_orders AS f ON f.customer_id = c.customer_id;
