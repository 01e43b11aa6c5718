CREATE VIEW int_orders_v2 (id, orders) AS SELECT id, total AS orders FROM orders_v2
