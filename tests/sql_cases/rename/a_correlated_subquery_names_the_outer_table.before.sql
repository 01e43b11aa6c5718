SELECT id FROM orders
WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = orders.customer_id)
UNION ALL
SELECT id FROM orders
