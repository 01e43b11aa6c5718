INSERT INTO int_orders
SELECT orders.id, orders.*, customers.name, payload.orders
FROM orders JOIN customers ON orders.customer_id = customers.id
WHERE orders.total > 0
