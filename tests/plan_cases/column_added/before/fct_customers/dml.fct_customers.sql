INSERT INTO fct_customers
SELECT customer_id, CAST(SUM(amount) AS DECIMAL(12, 2))
FROM src_orders
GROUP BY customer_id;
