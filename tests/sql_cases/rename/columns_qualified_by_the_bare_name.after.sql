INSERT INTO int_orders_v2
SELECT orders.id, orders.*, customers.name, payload.orders
FROM orders_v2 AS orders JOIN customers_v2 AS customers ON orders.customer_id = customers.id
WHERE orders.total > 0
