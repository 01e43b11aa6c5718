INSERT INTO int_orders
WITH customers AS (SELECT orders, 'orders' AS label FROM orders AS rates)
SELECT orders(rates.orders), 'x' AS customers FROM customers -- orders
