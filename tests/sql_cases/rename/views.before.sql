CREATE VIEW int_orders (id, orders) AS SELECT id, total AS orders FROM orders
