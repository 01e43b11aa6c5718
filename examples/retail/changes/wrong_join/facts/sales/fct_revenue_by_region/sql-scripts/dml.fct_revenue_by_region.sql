-- A customer who moves takes the orders along: the region is where the customer lives now.
INSERT INTO fct_revenue_by_region
SELECT
  c.region,
  COUNT(*) AS order_count,
  SUM(o.item_count) AS item_count,
  CAST(SUM(o.total_amount) AS DECIMAL(18, 2)) AS revenue,
  CAST(SUM(o.discount_amount) AS DECIMAL(18, 2)) AS discounts,
  CAST(SUM(p.amount) AS DECIMAL(18, 2)) AS payments
FROM int_orders AS o
JOIN dim_customers AS c ON c.customer_id = o.customer_id
JOIN int_order_payments AS p ON p.order_id = o.order_id
WHERE o.status IN ('PAID', 'SHIPPED', 'DELIVERED')
GROUP BY c.region;
