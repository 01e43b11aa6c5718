INSERT INTO int_orders_v2
WITH customers AS (SELECT orders, 'orders' AS label FROM orders_v2 AS rates)
SELECT orders(rates.orders), 'x' AS customers FROM customers -- orders
