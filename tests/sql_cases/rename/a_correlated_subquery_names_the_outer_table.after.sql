SELECT id FROM orders_v2 AS orders
WHERE EXISTS (SELECT 1 FROM customers_v2 c WHERE c.id = orders.customer_id)
UNION ALL
SELECT id FROM orders_v2
